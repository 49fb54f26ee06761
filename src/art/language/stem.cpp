// The singular of English nouns.
#include "art/language/stem.hpp"

#include "art/language/word_table.hpp"

#include <map>

namespace limner::art {
namespace {

using Plurals = std::map<std::string, std::string, std::less<>>;

const Plurals& irregular_plurals() {
  static const Plurals plurals = [] {
    Plurals read;
    for (const Row& row : rows_of("plurals.tsv", 2)) read.emplace(row[0], row[1]);
    return read;
  }();
  return plurals;
}

bool ends_with_any(std::string_view word, std::initializer_list<std::string_view> endings) {
  for (std::string_view ending : endings) {
    if (word.ends_with(ending)) return true;
  }
  return false;
}

}  // namespace

std::string singular(std::string_view word) {
  const auto irregular = irregular_plurals().find(word);
  if (irregular != irregular_plurals().end()) return irregular->second;
  const std::size_t length = word.size();
  if (length > 4 && word.ends_with("ies")) return std::string(word.substr(0, length - 3)) + "y";
  if (length > 4 && ends_with_any(word, {"ches", "shes", "xes", "sses", "zzes"})) {
    return std::string(word.substr(0, length - 2));
  }
  if (length > 3 && word.ends_with('s') && !ends_with_any(word, {"ss", "us", "is"})) {
    return std::string(word.substr(0, length - 1));
  }
  return std::string(word);
}

std::string singular_phrase(std::string_view phrase) {
  std::string result;
  for (std::string_view word : pieces(phrase, ' ')) {
    if (!result.empty()) result += ' ';
    result += singular(word);
  }
  return result;
}

}  // namespace limner::art
