// The realistic style, approximated: soft plastic figures under a lamp.
#pragma once

#include "svg/tree.hpp"

#include <limner/bitmap.hpp>

namespace limner::art {

// Every item becomes round by its outline, is lit from the upper left and throws
// a soft shadow on what is behind it.
Bitmap paint_soft_3d(const svg::SvgTree& scene, int width, int height);

}  // namespace limner::art
