// Approximates the realistic style by lit, rounded figures.
#pragma once

#include "svg/tree.hpp"

#include <limner/bitmap.hpp>

namespace limner::art {

// Derives a height field from each item's outline, lights it from the upper left and adds a
// soft shadow.
Bitmap paint_soft_3d(const svg::SvgTree& scene, int width, int height);

}  // namespace limner::art
