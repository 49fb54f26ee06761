// The exact area of each pixel that a polygon covers.
#pragma once

#include "svg/transform.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace limner::svg {

// Whole pixels, x1 and y1 outside.
struct PixelBox {
  int x0 = 0;
  int y0 = 0;
  int x1 = 0;
  int y1 = 0;
  bool empty() const { return x0 >= x1 || y0 >= y1; }
  int width() const { return x1 - x0; }
  int height() const { return y1 - y0; }
};

inline PixelBox common_part(const PixelBox& a, const PixelBox& b) {
  return {std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
}

// A pixel's place in a row, or a number of them; never negative.
inline std::size_t as_index(int i) {
  return static_cast<std::size_t>(i);
}

enum class FillRule { non_zero, even_odd };

// Collects polygons, then gives their coverage row by row and is empty again.
// Every edge adds its signed area to the pixel it crosses; the sum along a row is
// the winding number, weighted by area.
class Coverage {
 public:
  explicit Coverage(const PixelBox& box);  // the bounds of all later regions

  // Restricts the following polygons to `region`.
  void begin(const PixelBox& region);
  void add(std::span<const Point> polygon);  // implicitly closed

  // Calls visit(y, x, span of coverage 0…1) for each touched row.
  template <class Visit>
  void sweep(FillRule rule, Visit visit) {
    for (int y = top_; y < bottom_; ++y) {
      const std::span<const float> row = finish_row(y, rule);
      if (!row.empty()) visit(y, row_begin_, row);
    }
  }

 private:
  void add_line(Point a, Point b);
  void add_piece(int y, double x_from, double x_to, double height);
  std::span<const float> finish_row(int y, FillRule rule);

  float* cells(int y);
  std::size_t row_index(int y) const { return static_cast<std::size_t>(y - box_.y0); }

  PixelBox box_;
  PixelBox region_;
  int top_ = 0;  // rows touched
  int bottom_ = 0;
  int row_begin_ = 0;
  std::vector<float> area_;  // two cells per row more than the width of the box
  std::vector<int> first_;   // per row: the touched cells
  std::vector<int> last_;
  std::vector<float> row_;
};

}  // namespace limner::svg
