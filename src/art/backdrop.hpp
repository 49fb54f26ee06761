// Chooses a flat background colour that can be removed again.
#pragma once

#include <limner/bitmap.hpp>

#include <string_view>

namespace limner::art {

// The one of thirteen pastels that differs most from the colours along the figures' outlines;
// `cut_out` has the scene on nothing.
std::string_view plain_backdrop(const Bitmap& cut_out);

}  // namespace limner::art
