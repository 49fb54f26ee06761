// Text as a part of a file name.
#pragma once

#include <string>
#include <string_view>

namespace limner {

// Letters in lower case without accents, and digits, of any script; single hyphens in place of
// everything else but apostrophes. At most 60 bytes, cut after a whole character. Empty when
// `text` has no letters or digits, or is not UTF-8. It never holds a path separator or a dot.
std::string slug(std::string_view text);

}  // namespace limner
