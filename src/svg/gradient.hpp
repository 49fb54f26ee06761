// The paint of a shape: one colour, or a gradient.
#pragma once

#include "svg/colour.hpp"
#include "svg/raster_coverage.hpp"
#include "svg/transform.hpp"
#include "svg/tree.hpp"

#include <span>
#include <vector>

namespace limner::svg {

struct Pixel {  // alpha multiplied in
  float red = 0;
  float green = 0;
  float blue = 0;
  float alpha = 0;
};

struct GradientStop {
  double offset = 0;
  Colour colour;
};

// Its own, or those of the gradient it refers to. Empty for other elements.
std::vector<GradientStop> gradient_stops(const SvgTree& tree, const SvgElement& gradient);

class Gradient {
 public:
  // `to_pixels` maps user space; `x, y, w, h` is the shape's box in user space.
  struct Frame {
    Transform to_pixels;
    double x = 0;
    double y = 0;
    double w = 1;
    double h = 1;
  };
  Gradient(const SvgTree& tree, const SvgElement& element, const Frame& frame, double opacity);

  // Evaluates the pixels (x, y), (x+1, y), … at their centres.
  void colours(int x, int y, std::span<Pixel> out) const;

 private:
  const Pixel& at(double t) const;
  double radial(Point p) const;

  static constexpr int steps = 256;
  bool is_radial_ = false;
  Transform from_pixels_;
  Point start_;  // linear: x1 y1; radial: the centre
  Point end_;
  Point focus_;
  double radius_ = 0;
  std::vector<Pixel> table_;
};

}  // namespace limner::svg
