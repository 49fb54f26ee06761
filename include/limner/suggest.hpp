// Suggestions for misspelt names.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace limner {

// The most similar of `names`; empty when all are more than two edits, or more than a third of
// the word's length, away, and for a word without a letter.
std::string nearest(std::string_view word, std::span<const std::string> names);

}  // namespace limner
