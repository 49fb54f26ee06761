#include "svg/raster_coverage.hpp"

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <stdexcept>
#include <utility>

namespace limner::svg {
namespace {

using Pixels = std::map<std::pair<int, int>, float>;

Pixels swept(Coverage& coverage, FillRule rule = FillRule::non_zero) {
  Pixels pixels;
  coverage.sweep(rule, [&](int y, int x, std::span<const float> row) {
    for (const float value : row) {
      if (value > 0) pixels[{x, y}] = value;
      ++x;
    }
  });
  return pixels;
}

double total_coverage(const Pixels& pixels) {
  double total = 0;
  for (const auto& [at, value] : pixels) total += value;
  return total;
}

std::array<Point, 4> box(double x0, double y0, double x1, double y1) {
  return {{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}};
}

TEST_CASE("a pixel is covered by the exact share of its area") {
  Coverage coverage({0, 0, 8, 8});
  coverage.add(box(1.5, 1.25, 3.25, 2));
  const Pixels pixels = swept(coverage);
  CHECK(pixels.at({1, 1}) == doctest::Approx(0.375));
  CHECK(pixels.at({2, 1}) == doctest::Approx(0.75));
  CHECK(pixels.at({3, 1}) == doctest::Approx(0.1875));
  CHECK(pixels.size() == 3);
}

TEST_CASE("slanted edges cover the area below them") {
  Coverage coverage({0, 0, 20, 20});
  coverage.add(std::array<Point, 3>{{{1, 1}, {18.5, 4.25}, {5.5, 17}}});
  CHECK(total_coverage(swept(coverage)) == doctest::Approx(132.6875).epsilon(0.0001));
}

TEST_CASE("areas outside the region are clipped, also on the left") {
  Coverage coverage({0, 0, 10, 10});
  coverage.begin({2, 3, 6, 7});
  coverage.add(box(-50, -50, 50, 50));
  const Pixels pixels = swept(coverage);
  CHECK(pixels.size() == 16);
  CHECK(total_coverage(pixels) == doctest::Approx(16));
  CHECK(pixels.begin()->first == std::pair{2, 3});
}

TEST_CASE("a diagonal through the region's border keeps its area") {
  Coverage coverage({0, 0, 10, 10});
  coverage.add(std::array<Point, 3>{{{-10, 0}, {10, 0}, {-10, 20}}});
  CHECK(total_coverage(swept(coverage)) == doctest::Approx(50));
}

TEST_CASE("a sweep leaves nothing behind for the next polygon") {
  Coverage coverage({0, 0, 10, 10});
  coverage.add(box(-3, 1, 14, 6));
  swept(coverage);
  coverage.begin({0, 0, 10, 10});
  coverage.add(box(4, 4, 5, 5));
  CHECK(total_coverage(swept(coverage)) == doctest::Approx(1));
}

TEST_CASE("the inner of two boxes is a hole by even-odd, and none by non-zero") {
  for (const auto& [rule, area] :
       {std::pair{FillRule::even_odd, 48.0}, {FillRule::non_zero, 64.0}}) {
    Coverage coverage({0, 0, 10, 10});
    coverage.add(box(1, 1, 9, 9));
    coverage.add(box(3, 3, 7, 7));
    CHECK(total_coverage(swept(coverage, rule)) == doctest::Approx(area));
  }
}

TEST_CASE("a frame that starts elsewhere has the same pixels") {
  Coverage coverage({100, 200, 110, 210});
  coverage.add(box(104, 204, 106, 205.5));
  const Pixels pixels = swept(coverage);
  CHECK(total_coverage(pixels) == doctest::Approx(3));
  CHECK(pixels.at({104, 205}) == doctest::Approx(0.5));
}

TEST_CASE("coordinates beyond reason are refused") {
  Coverage coverage({0, 0, 4, 4});
  CHECK_THROWS_AS(coverage.add(box(0, 0, 1e300, 1)), std::logic_error);
}

}  // namespace
}  // namespace limner::svg
