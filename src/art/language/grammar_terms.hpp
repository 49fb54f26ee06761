// The words of a prompt, grouped into phrases that the lexicon knows.
#pragma once

#include "art/language/lexicon.hpp"
#include "art/language/words.hpp"

#include <cstddef>
#include <vector>

namespace limner::art {

// Words [first, first + length). With a noun it is a thing, with a sense
// something else, with neither unknown.
struct Term {
  std::size_t first = 0;
  std::size_t length = 1;
  const Noun* noun = nullptr;
  const Sense* sense = nullptr;

  bool is(PartOfSpeech part) const { return sense != nullptr && sense->part == part; }
  std::size_t end() const { return first + length; }
};

// The longest phrases first, from the left; a word that can be a thing or not
// is decided by its neighbours.
std::vector<Term> terms_of(const std::vector<Word>& words);

}  // namespace limner::art
