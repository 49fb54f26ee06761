// The words of a prompt, grouped into phrases that the lexicon knows.
#pragma once

#include "art/language/lexicon.hpp"
#include "art/language/words.hpp"

#include <cstddef>
#include <vector>

namespace limner::art {

// Words [first, first + length). A thing if `noun` is set, another part of speech if `sense`
// is set, unknown if neither is.
struct Term {
  std::size_t first = 0;
  std::size_t length = 1;
  const Noun* noun = nullptr;
  const Sense* sense = nullptr;

  bool is(PartOfSpeech part) const { return sense != nullptr && sense->part == part; }
  std::size_t end() const { return first + length; }
};

// Splits from the left, longest phrases first. The neighbours of an ambiguous word decide
// whether it is a thing.
std::vector<Term> terms_of(const std::vector<Word>& words);

}  // namespace limner::art
