// The watercolor style.
#pragma once

#include "art/svg_tree.hpp"

#include <limner/bitmap.hpp>

#include <cstdint>

namespace limner {

// Wobbling outlines, pigment that pools and dries darker at edges, a loose wash
// around, and paper.
Bitmap paint_watercolor(const SvgTree& scene, int width, int height, std::uint64_t seed);

}  // namespace limner
