// Converts a stroke to polygons.
#pragma once

#include "svg/path.hpp"

#include <string_view>

namespace limner::svg {

struct StrokeStyle {
  double width = 1;
  double miter_limit = 4;
  std::string_view cap = "butt";    // or "round", "square"
  std::string_view join = "miter";  // or "round", "bevel"
  std::string_view dashes;          // SVG's stroke-dasharray; empty or "none": solid
};

// Overlapping convex polygons, all turning the same way: together they are the
// stroke under the non-zero rule. `scale` is pixels per unit.
Outline stroke_outline(const Outline& path, const StrokeStyle& style, double scale);

}  // namespace limner::svg
