#include "art/style/plane.hpp"

#include "svg/raster_coverage.hpp"

#include <algorithm>
#include <cmath>

namespace limner::art {
namespace {

// One row of pixels, each replaced by the mean of itself and `k` to each side.
void box_row(std::span<const float> from, std::span<float> to, int channels, int k) {
  const int pixels = static_cast<int>(from.size()) / channels;
  const float share = 1 / static_cast<float>(2 * k + 1);
  const auto at = [&](int x, int c) {
    return from[svg::as_index(std::clamp(x, 0, pixels - 1)) * svg::as_index(channels) +
                svg::as_index(c)];
  };
  for (int c = 0; c < channels; ++c) {
    double sum = 0;
    for (int x = -k; x <= k; ++x) sum += at(x, c);
    for (int x = 0; x < pixels; ++x) {
      to[svg::as_index(x) * svg::as_index(channels) + svg::as_index(c)] =
          static_cast<float>(sum) * share;
      sum += at(x + k + 1, c) - at(x - k, c);
    }
  }
}

void box_rows(Plane& plane, int k) {
  std::vector<float> before(plane.row(0).size());
  std::vector<float> after(before.size());
  for (int y = 0; y < plane.height; ++y) {
    const std::span<float> row = plane.row(y);
    std::copy(row.begin(), row.end(), before.begin());
    for (int pass = 0; pass < 3; ++pass) {
      box_row(before, after, plane.channels, k);
      before.swap(after);
    }
    std::copy(before.begin(), before.end(), row.begin());
  }
}

// All columns at once, row by row; the last k + 1 rows are remembered as they were.
void box_columns(Plane& plane, int k) {
  const std::size_t size = plane.row(0).size();
  const float share = 1 / static_cast<float>(2 * k + 1);
  const int last = plane.height - 1;
  const int kept = k + 1;
  std::vector<double> sum(size);
  Plane old(plane.width, kept, plane.channels);
  const std::vector<float> first(plane.row(0).begin(), plane.row(0).end());
  for (int y = -k; y <= k; ++y) {
    const auto row = plane.row(std::clamp(y, 0, last));
    for (std::size_t i = 0; i < size; ++i) sum[i] += row[i];
  }
  for (int y = 0; y <= last; ++y) {
    const auto row = plane.row(y);
    const auto memory = old.row(y % kept);
    std::copy(row.begin(), row.end(), memory.begin());
    for (std::size_t i = 0; i < size; ++i) row[i] = static_cast<float>(sum[i]) * share;
    if (y == last) break;
    // Rows below y are still as they were.
    const std::span<const float> entering = plane.row(std::min(y + k + 1, last));
    const std::span<const float> leaving =
        y < k ? std::span<const float>(first) : std::span<const float>(old.row((y - k) % kept));
    for (std::size_t i = 0; i < size; ++i) sum[i] += entering[i] - leaving[i];
  }
}

}  // namespace

Plane::Plane(int w, int h, int c)
    : width(w),
      height(h),
      channels(c),
      values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) *
             static_cast<std::size_t>(c)) {}

std::span<float> Plane::row(int y) {
  const std::size_t size = static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
  return std::span(values).subspan(static_cast<std::size_t>(y) * size, size);
}

void blur(Plane& plane, double sigma) {
  if (plane.values.empty()) return;
  const double width = std::sqrt(4 * sigma * sigma + 1);
  const int k = static_cast<int>(width / 2);  // half of it, rounded
  if (k < 1) return;
  box_rows(plane, k);
  for (int pass = 0; pass < 3; ++pass) box_columns(plane, k);
}

}  // namespace limner::art
