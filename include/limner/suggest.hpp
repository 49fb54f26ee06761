// "did you mean": the nearest of several names.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace limner {

// Empty when nothing is near: more than two edits away, or more than a third
// of the word.
std::string nearest(std::string_view word, std::span<const std::string> names);

}  // namespace limner
