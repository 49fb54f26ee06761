// Points, and the affine maps between an icon's square and the picture.
#pragma once

#include <string_view>

namespace limner::svg {

struct Point {
  double x = 0;
  double y = 0;
};

// x' = a x + c y + e, y' = b x + d y + f: SVG's matrix(a b c d e f).
struct Transform {
  double a = 1;
  double b = 0;
  double c = 0;
  double d = 1;
  double e = 0;
  double f = 0;

  Point operator()(Point p) const { return {a * p.x + c * p.y + e, b * p.x + d * p.y + f}; }
};

Transform operator*(const Transform& outer, const Transform& inner);
Transform inverse(const Transform& m);  // all zero when `m` is not invertible
double scale_of(const Transform& m);    // mean scale factor

inline Transform translation(double x, double y) {
  return {1, 0, 0, 1, x, y};
}

// Cosine and sine by polynomial: equal on every C library.
Point on_unit_circle(double degrees);

double length(Point p);  // not std::hypot, whose last bit varies

// "translate(3 4) rotate(30)", in SVG's order.
Transform parse_transform(std::string_view text);

}  // namespace limner::svg
