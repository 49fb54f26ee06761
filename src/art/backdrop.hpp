// The one flat colour behind a picture that can be cut away again.
#pragma once

#include <limner/bitmap.hpp>

#include <string_view>

namespace limner::art {

// Of thirteen pastels the one that lies farthest from the colours along the
// figures' outlines; `cut_out` has the scene on nothing.
std::string_view plain_backdrop(const Bitmap& cut_out);

}  // namespace limner::art
