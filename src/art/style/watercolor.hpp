// The watercolor style.
#pragma once

#include "svg/tree.hpp"

#include <limner/bitmap.hpp>

#include <cstdint>

namespace limner::art {

// Adds irregular outlines, pigment that is darker at edges, a wash around the scene, and paper
// texture.
Bitmap paint_watercolor(const svg::SvgTree& scene, int width, int height, std::uint64_t seed);

}  // namespace limner::art
