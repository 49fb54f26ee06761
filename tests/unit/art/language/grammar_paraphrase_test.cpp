#include "art/language/grammar_paraphrase.hpp"

#include "art/language/grammar.hpp"
#include "art/language/word_table.hpp"

#include <doctest/doctest.h>

#include <string>

namespace limner::art {
namespace {

std::string joined_paraphrase(std::string_view prompt) {
  std::string text;
  for (const Word& word : paraphrased(words_of(prompt)))
    text += (text.empty() ? "" : " ") + word.text;
  return text;
}

TEST_CASE("a short expression is replaced by a drawable one") {
  CHECK(joined_paraphrase("a happy skateboarder") == "a happy boy riding a skateboard");
}

TEST_CASE("the longest phrase is taken, and only without a comma in it") {
  CHECK(joined_paraphrase("a double decker bus") == "a red bus");
  CHECK(joined_paraphrase("a double decker, bus") == "a red bus");
  CHECK(joined_paraphrase("a rock, band") == "a rock band");
}

TEST_CASE("words without a paraphrase stay unchanged") {
  CHECK(joined_paraphrase("a cat in a hat") == "a cat in a hat");
  CHECK(joined_paraphrase("").empty());
}

TEST_CASE("every paraphrase can be drawn whole") {
  for (const Row& row : rows_of("paraphrases.tsv", 2)) {
    const std::string prompt = "a boy " + std::string(row[1]);
    Random random(prompt, 1);
    const ParsedPrompt parsed = parse_prompt(prompt, random);
    CHECK_MESSAGE(parsed.unknown_words.size() <= 1, row[1]);  // the boy may be said twice
    for (const std::string& word : parsed.unknown_words)
      CHECK_MESSAGE(word == "boy", row[1], ": ", word);
  }
}

}  // namespace
}  // namespace limner::art
