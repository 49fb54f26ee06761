// Words as part of a file name.
#pragma once

#include <string>
#include <string_view>

namespace limner {

// Letters a to z, digits and single hyphens, at most 60; empty when there are none.
std::string slug(std::string_view text);

}  // namespace limner
