// Chooses a flat background colour that can be removed again.
#pragma once

#include <limner/bitmap.hpp>

#include <string_view>

namespace limner::art {

// Of thirteen pastels the one that differs most from the colours along the figures' outlines, as
// "#rrggbb". `cut_out` is the scene on a transparent background.
std::string_view plain_backdrop(const Bitmap& cut_out);

}  // namespace limner::art
