// Text as a part of a file name.
#pragma once

#include <string>
#include <string_view>

namespace limner {

// Lower-case letters a to z, digits and single hyphens, at most 60 characters; empty when `text`
// has no such letters or digits.
std::string slug(std::string_view text);

}  // namespace limner
