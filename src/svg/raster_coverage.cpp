#include "svg/raster_coverage.hpp"

#include <stdexcept>

namespace limner::svg {
namespace {

float folded(float winding) {
  const float rest = winding - 2 * std::floor(winding / 2);
  return rest > 1 ? 2 - rest : rest;
}

}  // namespace

Coverage::Coverage(const PixelBox& box)
    : box_(box),
      area_(as_index(box.width() + 2) * as_index(box.height())),
      first_(as_index(box.height())),
      last_(as_index(box.height())),
      row_(as_index(box.width())) {
  begin(box);
}

float* Coverage::cells(int y) {
  return area_.data() + row_index(y) * as_index(box_.width() + 2);
}

void Coverage::begin(const PixelBox& region) {
  region_ = common_part(region, box_);
  top_ = region_.y1;
  bottom_ = region_.y0;
  for (int y = region_.y0; y < region_.y1; ++y) {
    first_[row_index(y)] = box_.width() + 2;
    last_[row_index(y)] = -1;
  }
}

void Coverage::add(std::span<const Point> polygon) {
  if (polygon.size() < 2 || region_.empty()) return;
  for (const Point p : polygon) {
    if (!(std::fabs(p.x) < 1e8 && std::fabs(p.y) < 1e8)) {
      throw std::logic_error("scene: coordinate out of range");
    }
  }
  for (std::size_t i = 0; i + 1 < polygon.size(); ++i) add_line(polygon[i], polygon[i + 1]);
  add_line(polygon.back(), polygon.front());
}

void Coverage::add_line(Point a, Point b) {
  if (a.y == b.y) return;
  double sign = 1;
  if (a.y > b.y) {
    std::swap(a, b);
    sign = -1;
  }
  if (!(b.y > region_.y0) || !(a.y < region_.y1)) return;
  const double slope = (b.x - a.x) / (b.y - a.y);
  double x = a.x;
  double y = a.y;
  if (y < region_.y0) {
    x += (region_.y0 - y) * slope;
    y = region_.y0;
  }
  const double end = std::min(b.y, static_cast<double>(region_.y1));
  int row = static_cast<int>(std::floor(y));
  top_ = std::min(top_, row);
  for (; y < end; ++row) {
    const double next = std::min(static_cast<double>(row) + 1, end);
    const double x_next = x + slope * (next - y);
    add_piece(row, x, x_next, (next - y) * sign);
    x = x_next;
    y = next;
  }
  bottom_ = std::max(bottom_, row);
}

// One edge's part within one row: `height` of it, signed.
void Coverage::add_piece(int y, double x_from, double x_to, double height) {
  double left = std::min(x_from, x_to) - region_.x0;
  double right = std::max(x_from, x_to) - region_.x0;
  const double width = region_.width();
  if (left >= width) return;
  float* const row = cells(y);
  const auto touch = [&](int from, int to) {
    first_[row_index(y)] = std::min(first_[row_index(y)], from);
    last_[row_index(y)] = std::max(last_[row_index(y)], to);
  };
  const auto add = [&](int cell, double part) { row[cell] += static_cast<float>(part); };
  if (right <= 0) {
    touch(0, 0);
    return add(0, height);
  }
  if (left < 0) {  // an edge left of the region covers the whole row
    const double outside = -left / (right - left);
    touch(0, 0);
    add(0, height * outside);
    height *= 1 - outside;
    left = 0;
  }
  if (right > width) {
    height *= 1 - (right - width) / (right - left);
    right = width;
  }
  const int from = static_cast<int>(left);
  const int to = static_cast<int>(right);
  touch(from, to + 1);
  if (from == to) {
    const double middle = (left + right) / 2 - from;
    add(from, height * (1 - middle));
    return add(from + 1, height * middle);
  }
  const double per_pixel = height / (right - left);
  const double in_first = from + 1 - left;
  const double in_last = right - to;
  double before = per_pixel * in_first * in_first / 2;  // covered area of the cell so far
  add(from, before);
  for (int cell = from + 1; cell < to; ++cell) {
    const double covered = per_pixel * (cell + 0.5 - left);
    add(cell, covered - before);
    before = covered;
  }
  const double covered = height - per_pixel * in_last * in_last / 2;
  add(to, covered - before);
  add(to + 1, height - covered);
}

std::span<const float> Coverage::finish_row(int y, FillRule rule) {
  const int first = first_[row_index(y)];
  const int touched = last_[row_index(y)];
  if (touched < 0) return {};
  float* const row = cells(y);
  const int width = region_.width();
  const int last = std::min(touched, width - 1);
  float sum = 0;
  for (int x = first; x <= last; ++x) {
    sum += row[x];
    row[x] = 0;
    const float winding = std::fabs(sum);
    row_[as_index(x)] = rule == FillRule::even_odd ? folded(winding) : std::min(winding, 1.f);
  }
  for (int x = last + 1; x <= touched; ++x) row[x] = 0;
  int end = last + 1;
  if (std::fabs(sum) > 1e-3f) {  // the polygon continues beyond the right border
    const float value = row_[as_index(last)];
    for (; end < width; ++end) row_[as_index(end)] = value;
  }
  row_begin_ = region_.x0 + first;
  if (first >= end) return {};
  return std::span<const float>(row_).subspan(as_index(first), as_index(end - first));
}

}  // namespace limner::svg
