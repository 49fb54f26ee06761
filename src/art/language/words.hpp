// Splits a prompt into words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace limner::art {

struct Word {
  std::string text;      // lower case, accents of Latin letters taken off
  std::string singular;  // "leaf" for "leaves"
  bool after_comma = false;

  bool is_plural() const { return text != singular; }
};

// Words consist of letters and digits; other scripts stay as they
// are, so that they can be named in a message. An emoji is a word of its own, whatever
// its tone of skin. No word is longer than 40 bytes, and at most 600 are read.
std::vector<Word> words_of(std::string_view prompt);

}  // namespace limner::art
