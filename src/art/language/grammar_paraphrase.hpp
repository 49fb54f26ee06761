// Drawable equivalents of short expressions.
#pragma once

#include "art/language/words.hpp"

#include <vector>

namespace limner::art {

// Replaces phrases by art/paraphrases.tsv ("a skateboarder" by "a boy riding a skateboard"),
// the longest first. Replacements are not replaced again.
std::vector<Word> paraphrased(const std::vector<Word>& words);

}  // namespace limner::art
