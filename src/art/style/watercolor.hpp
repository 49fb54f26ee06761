// The watercolor style.
#pragma once

#include "svg/tree.hpp"

#include <limner/bitmap.hpp>

#include <cstdint>

namespace limner::art {

// Wobbling outlines, pigment that pools and dries darker at edges, a loose wash
// around, and paper.
Bitmap paint_watercolor(const svg::SvgTree& scene, int width, int height, std::uint64_t seed);

}  // namespace limner::art
