// Drawable equivalents of short expressions.
#pragma once

#include "art/language/words.hpp"

#include <vector>

namespace limner::art {

// "a skateboarder" becomes "a boy riding a skateboard": art/paraphrases.tsv,
// the longest phrase first. Replacements are not replaced again.
std::vector<Word> paraphrased(const std::vector<Word>& words);

}  // namespace limner::art
