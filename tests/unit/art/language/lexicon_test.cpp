#include "art/language/lexicon.hpp"

#include "art/language/word_table.hpp"
#include "art/scene/pack.hpp"

#include <doctest/doctest.h>

#include <string>

namespace limner::art {
namespace {

const Lexicon& lexicon() {
  return Lexicon::shared();
}

TEST_CASE("every drawing that a table names is in the pack") {
  for (const Row& row : rows_of("aliases.tsv", 2)) {
    const char separator = row[1].find('+') == std::string_view::npos ? ' ' : '+';
    for (std::string_view drawing : pieces(row[1], separator)) {
      if (drawing.starts_with('~')) drawing.remove_prefix(1);
      CHECK_MESSAGE((drawing == "-" || find_icon(drawing) != nullptr), row[0], ": ", drawing);
    }
  }
  for (std::string_view table :
       {"containers.tsv", "supports.tsv", "cabins.tsv", "worn.tsv", "creatures.tsv", "busts.tsv"}) {
    for (const Row& row : rows_of(table)) CHECK_MESSAGE(find_icon(row[0]), table, ": ", row[0]);
  }
  for (const Row& row : rows_of("action_drawings.tsv", 4)) {
    CHECK_MESSAGE((find_icon(row[1]) && find_icon(row[2])), row[0]);
  }
  for (const Row& row : rows_of("actions.tsv", 4)) {
    CHECK_MESSAGE((row[3] == "-" || find_icon(row[3]) != nullptr), row[0], ": ", row[3]);
  }
}

TEST_CASE("emoji have names of the pack's drawings, and ours where we draw it ourselves") {
  for (const Row& row : rows_of("emoji.tsv", 2)) CHECK_MESSAGE(find_icon(row[1]), row[0]);
  CHECK(lexicon().noun("🐱")->drawings.front() == "cat");
  CHECK(lexicon().noun("🌈")->drawings.front() == "p:rainbow");
}

TEST_CASE("our word for a thing wins over the pack's tags") {
  CHECK(lexicon().noun("squirrel")->drawings.front() == "chipmunk");
  CHECK(lexicon().noun("sofa")->drawings.front() == "couch-and-lamp");
}

TEST_CASE("an approximate drawing is marked as approximate") {
  CHECK(lexicon().noun("spaniel")->approximate);
  CHECK_FALSE(lexicon().noun("dog")->approximate);
}

TEST_CASE("a picture in itself is never a thing in one") {
  for (const Icon& icon : icons()) {
    if (!icon.tile) continue;
    const Noun* noun = lexicon().noun(std::string(icon.label));
    const bool named = noun != nullptr && !noun->drawings.empty() &&
                       noun->drawings.front() == icon.slug && noun->weight < 20;
    CHECK_MESSAGE(!named, icon.slug);
  }
}

TEST_CASE("places and notions are known, but never drawn as things") {
  CHECK(lexicon().noun("laboratory")->drawings.empty());
  CHECK(lexicon().sense("beach")->part == Sense::Part::place);
}

TEST_CASE("the vocabulary offered for a misspelt word can be drawn") {
  const auto& words = lexicon().vocabulary();
  CHECK(words.size() > 1500);
  for (const std::string& word : words) CHECK_FALSE(lexicon().noun(word)->drawings.empty());
}

}  // namespace
}  // namespace limner::art
