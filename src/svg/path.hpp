// Path data and basic shapes as polygons.
#pragma once

#include "svg/transform.hpp"
#include "svg/tree.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace limner::svg {

// Several polylines in one list of points.
struct Outline {
  struct Part {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool closed = false;
  };
  std::vector<Point> points;
  std::vector<Part> parts;

  std::span<const Point> points_of(const Part& part) const {
    return std::span(points).subspan(part.begin, part.end - part.begin);
  }
  void close_part(bool closed);  // ends the current subpath
};

// The polygon deviates from its curve by less than `tolerance`, in the curve's units.
Outline path_outline(std::string_view data, double tolerance);

// Of a path, circle, ellipse or rect; empty for any other element.
Outline shape_outline(const SvgElement& element, double tolerance);

// Adds the points of an elliptical arc behind its start, `to` last.
struct Arc {
  Point from;
  Point to;
  double rx = 0;
  double ry = 0;
  double degrees = 0;  // rotation of the ellipse
  bool large = false;
  bool clockwise = false;  // on the screen, where y points down
};
void add_arc(std::vector<Point>& points, const Arc& arc, double tolerance);

}  // namespace limner::svg
