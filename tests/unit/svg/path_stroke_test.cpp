#include "svg/path_stroke.hpp"

#include "svg/raster_coverage.hpp"

#include <doctest/doctest.h>

#include <numbers>
#include <numeric>
#include <stdexcept>

namespace limner::svg {
namespace {

using std::numbers::pi;

// The area of the union: what the non-zero rule fills.
double covered(std::string_view path, const StrokeStyle& style) {
  constexpr int size = 400;
  const Outline stroke = stroke_outline(path_outline(path, 0.01), style, 1);
  Coverage coverage({0, 0, size, size});
  for (const Outline::Part& part : stroke.parts) coverage.add(stroke.points_of(part));
  double sum = 0;
  coverage.sweep(FillRule::non_zero, [&](int, int, std::span<const float> row) {
    sum = std::accumulate(row.begin(), row.end(), sum);
  });
  return sum;
}

TEST_CASE("a line covers its length times its width") {
  CHECK(covered("M50 50 H150", {.width = 10}) == doctest::Approx(1000));
}

TEST_CASE("caps add a square or a circle") {
  CHECK(covered("M50 50 H150", {.width = 10, .cap = "square"}) == doctest::Approx(1100));
  CHECK(covered("M50 50 H150", {.width = 10, .cap = "round"}) ==
        doctest::Approx(1000 + 25 * pi).epsilon(0.005));
}

TEST_CASE("joins differ in the shape outside the corner") {
  const char* corner = "M50 50 H150 V150";
  CHECK(covered(corner, {.width = 20, .join = "miter"}) == doctest::Approx(4000));
  CHECK(covered(corner, {.width = 20, .join = "bevel"}) == doctest::Approx(3950));
  CHECK(covered(corner, {.width = 20, .join = "round"}) ==
        doctest::Approx(3900 + 25 * pi).epsilon(0.005));
}

TEST_CASE("a miter that would be too long is cut off") {
  const char* sharp = "M50 50 L150 55 L50 60";
  const double bevel = covered(sharp, {.width = 4, .join = "bevel"});
  CHECK(covered(sharp, {.width = 4, .miter_limit = 4}) == doctest::Approx(bevel));
  CHECK(covered(sharp, {.width = 4, .miter_limit = 40}) > bevel + 10);
}

TEST_CASE("a closed line has corners at both ends of the closing side") {
  CHECK(covered("M50 50 H150 V150 H50 Z", {.width = 20}) == doctest::Approx(120 * 120 - 80 * 80));
}

TEST_CASE("dashes leave gaps and go around corners") {
  CHECK(covered("M50 50 H150", {.width = 10, .dashes = "10 10"}) == doctest::Approx(500));
  CHECK(covered("M50 50 H150", {.width = 10, .dashes = "none"}) == doctest::Approx(1000));
  CHECK(covered("M50 50 H150", {.width = 10, .dashes = "0 0"}) == doctest::Approx(1000));
  CHECK(covered("M50 50 H150", {.width = 10, .dashes = "30"}) == doctest::Approx(600));
}

TEST_CASE("dashes without end are refused") {
  CHECK_THROWS_AS(stroke_outline(path_outline("M0 0 H9999999", 1), {.dashes = ".001 .001"}, 1),
                  std::logic_error);
}

TEST_CASE("a point has a round cap only") {
  CHECK(covered("M50 50 h0", {.width = 10}) == 0);
  CHECK(covered("M50 50 h0", {.width = 10, .cap = "round"}) ==
        doctest::Approx(25 * pi).epsilon(0.02));
}

}  // namespace
}  // namespace limner::svg
