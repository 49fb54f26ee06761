// Splits a prompt into words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace limner::art {

struct Word {
  std::string text;      // lower case, accents of Latin letters removed
  std::string singular;  // "leaf" for "leaves"
  bool after_comma = false;

  bool is_plural() const { return text != singular; }
};

// Splits the lookup form of the prompt: full-width letters, ligatures and combining accents are
// plain letters. Words consist of letters and digits; letters of other scripts are kept for
// messages. Each emoji is one word, without its skin tone. A word has at most 40 bytes; words after
// the first 600 are ignored.
std::vector<Word> words_of(std::string_view prompt);

}  // namespace limner::art
