#include "svg/transform.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

namespace limner::svg {
namespace {

TEST_CASE("the unit circle is that of the C library, to a millionth of a pixel") {
  for (int degrees = -800; degrees <= 800; degrees += 7) {
    const Point p = on_unit_circle(degrees);
    const double radians = degrees * 3.14159265358979323846 / 180;
    CHECK(std::fabs(p.x - std::cos(radians)) < 1e-12);
    CHECK(std::fabs(p.y - std::sin(radians)) < 1e-12);
  }
}

TEST_CASE("quarter turns are exact") {
  CHECK(on_unit_circle(90).x == 0);
  CHECK(on_unit_circle(90).y == 1);
  CHECK(on_unit_circle(-180).x == -1);
}

TEST_CASE("transforms apply from right to left, as SVG has it") {
  const Point p = parse_transform("translate(10 20) rotate(90) scale(2)")({1, 0});
  CHECK(p.x == doctest::Approx(10));
  CHECK(p.y == doctest::Approx(22));
}

TEST_CASE("a turn about a point leaves that point where it is") {
  const Point p = parse_transform("rotate(37 5 6)")({5, 6});
  CHECK(p.x == doctest::Approx(5));
  CHECK(p.y == doctest::Approx(6));
}

TEST_CASE("the inverse undoes a transform") {
  const Transform t = parse_transform("matrix(2 .5 -1 3 7 -4)");
  const Point p = inverse(t)(t({3, 8}));
  CHECK(p.x == doctest::Approx(3));
  CHECK(p.y == doctest::Approx(8));
}

TEST_CASE("a transform we do not know is refused, not skipped") {
  CHECK_THROWS_AS(parse_transform("wobble(3)"), std::logic_error);
  CHECK_THROWS_AS(parse_transform("translate(3"), std::logic_error);
  CHECK_THROWS_AS(parse_transform("rotate()"), std::logic_error);
  CHECK_THROWS_AS(parse_transform("matrix(1 2 3)"), std::logic_error);
}

}  // namespace
}  // namespace limner::svg
