// Replaces phrases by drawable equivalents.
#include "art/language/grammar_paraphrase.hpp"

#include "art/language/stem.hpp"
#include "art/language/word_table.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

namespace limner::art {
namespace {

constexpr std::size_t max_paraphrase_words = 5;  // words

using Paraphrases = std::unordered_map<std::string, std::string_view>;

const Paraphrases& paraphrases() {
  static const Paraphrases all = [] {
    Paraphrases read;
    for (const Row& row : rows_of("paraphrases.tsv", 2)) {
      for (std::string_view phrase : pieces(row[0], ',')) read[singular_phrase(phrase)] = row[1];
    }
    return read;
  }();
  return all;
}

std::string phrase_at(const std::vector<Word>& words, std::size_t at, std::size_t length) {
  std::string phrase = words[at].singular;
  for (std::size_t i = at + 1; i < at + length; ++i) {
    if (words[i].after_comma) return {};
    phrase += ' ' + words[i].singular;
  }
  return phrase;
}

}  // namespace

std::vector<Word> paraphrased(const std::vector<Word>& words) {
  std::vector<Word> result;
  for (std::size_t at = 0; at < words.size();) {
    std::size_t length = std::min(max_paraphrase_words, words.size() - at);
    auto found = paraphrases().end();
    for (; length > 0 && found == paraphrases().end(); --length) {
      found = paraphrases().find(phrase_at(words, at, length));
    }
    if (found == paraphrases().end()) {
      result.push_back(words[at++]);
      continue;
    }
    std::vector<Word> other = words_of(found->second);
    other.front().after_comma = words[at].after_comma;
    result.insert(result.end(), other.begin(), other.end());
    at += length + 1;
  }
  return result;
}

}  // namespace limner::art
