// What is said shortly, said so that it can be drawn.
#pragma once

#include "art/language/words.hpp"

#include <vector>

namespace limner::art {

// "a skateboarder" becomes "a boy riding a skateboard": art/paraphrases.tsv,
// the longest phrase first. What was put in is not looked at again.
std::vector<Word> paraphrased(const std::vector<Word>& words);

}  // namespace limner::art
