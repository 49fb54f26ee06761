// SVG text to pixels, for the part of SVG that our scenes and the pack use.
#pragma once

#include <limner/bitmap.hpp>

#include <string_view>

namespace limner::svg {

// The viewBox is fitted into width x height, from the top left corner. The same
// text gives the same pixels with every compiler and C library. Throws
// std::logic_error for malformed text: scenes are our own.
Bitmap rasterise(std::string_view svg, int width, int height);

}  // namespace limner::svg
