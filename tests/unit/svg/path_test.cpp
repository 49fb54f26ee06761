#include "svg/path.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

namespace limner::svg {
namespace {

using std::numbers::pi;

double area(const Outline& outline) {
  double sum = 0;
  for (const Outline::Part& part : outline.parts) {
    const auto points = outline.points_of(part);
    for (std::size_t i = 0; i < points.size(); ++i) {
      const Point a = points[i];
      const Point b = points[(i + 1) % points.size()];
      sum += (a.x * b.y - b.x * a.y) / 2;
    }
  }
  return std::fabs(sum);
}

Outline shape(std::string_view svg, double tolerance) {
  const std::string text = "<svg>" + std::string(svg) + "</svg>";
  const SvgTree tree(text);
  return shape_outline(*tree.root().first_child, tolerance);
}

TEST_CASE("small letters are relative to where the pen is") {
  const Outline a = path_outline("M1 1 L5 1 V4 H1 Z M2 2 h1", 0.1);
  const Outline b = path_outline("m1 1 4 0 v3 h-4 z m1 1 1 0", 0.1);
  REQUIRE(a.points.size() == b.points.size());
  for (std::size_t i = 0; i < a.points.size(); ++i) {
    CHECK(a.points[i].x == b.points[i].x);
    CHECK(a.points[i].y == b.points[i].y);
  }
  REQUIRE(a.parts.size() == 2);
  CHECK(a.parts[0].closed);
  CHECK_FALSE(a.parts[1].closed);
}

TEST_CASE("drawing continues from the start of a closed subpath") {
  const Outline outline = path_outline("M3 4 h2 v2 z l1 1", 0.1);
  REQUIRE(outline.parts.size() == 2);
  const auto second = outline.points_of(outline.parts[1]);
  CHECK(second[0].x == 3);
  CHECK(second[0].y == 4);
}

TEST_CASE("a smooth curve mirrors the control point of a curve, and of nothing else") {
  const Outline smooth = path_outline("M0 0 C0 2 2 2 2 0 S4 -2 4 0", 0.001);
  const Outline whole = path_outline("M0 0 C0 2 2 2 2 0 C2 -2 4 -2 4 0", 0.001);
  REQUIRE(smooth.points.size() == whole.points.size());
  CHECK(smooth.points[smooth.points.size() - 5].y ==
        doctest::Approx(whole.points[whole.points.size() - 5].y));
  const Outline lone = path_outline("M0 0 L2 0 S4 -2 4 0", 0.001);
  CHECK(lone.points[2].y > -0.2);  // its first control point is the pen's place
}

TEST_CASE("four arcs make a circle, whichever way they turn") {
  for (const char* path :
       {"M-10 0 A10 10 0 0 1 10 0 A10 10 0 0 1 -10 0Z",
        "M-10 0 A10 10 0 0 0 10 0 A10 10 0 0 0 -10 0Z",
        "M0 10 A10 10 0 1 1 10 0 A10 10 0 0 1 0 10Z",
        "M0 10 A10 10 0 1 0 -10 0 A10 10 30 0 0 0 10Z", "M-10 0a10 10 0 1120 0a10 10 0 11-20 0"}) {
    CAPTURE(path);
    CHECK(area(path_outline(path, 0.001)) == doctest::Approx(100 * pi).epsilon(0.001));
  }
}

TEST_CASE("an arc keeps to its ellipse when it is turned") {
  const Outline outline = path_outline("M0 0 A20 10 45 0 1 0 20", 0.001);
  const Outline full = path_outline("M0 0 A20 10 45 0 1 0 20 A20 10 45 1 1 0 0Z", 0.001);
  CHECK(outline.points.size() > 8);
  CHECK(area(full) == doctest::Approx(200 * pi).epsilon(0.001));
}

TEST_CASE("an arc whose radii cannot reach is enlarged until they do") {
  const Outline outline = path_outline("M0 0 A1 1 0 0 1 20 0 A1 1 0 0 1 0 0Z", 0.001);
  CHECK(area(outline) == doctest::Approx(100 * pi).epsilon(0.001));
}

TEST_CASE("an arc without radius is a line") {
  CHECK(path_outline("M0 0 A0 5 0 0 1 4 4", 0.1).points.size() == 2);
  CHECK(path_outline("M3 3 A5 5 0 0 1 3 3", 0.1).points.size() == 2);
}

TEST_CASE("polygons stray no further than the tolerance") {
  for (const double tolerance : {1.0, 0.1, 0.01}) {
    const Outline circle = shape("<circle cx='0' cy='0' r='50'/>", tolerance);
    for (std::size_t i = 0; i + 1 < circle.points.size(); ++i) {
      const Point a = circle.points[i];
      const Point b = circle.points[i + 1];
      CHECK(50 - length({(a.x + b.x) / 2, (a.y + b.y) / 2}) < tolerance * 1.01);
    }
    const Outline arc = path_outline("M50 0 A50 50 0 0 1 -50 0", tolerance);
    for (std::size_t i = 0; i + 1 < arc.points.size(); ++i) {
      const Point a = arc.points[i];
      const Point b = arc.points[i + 1];
      CHECK(50 - length({(a.x + b.x) / 2, (a.y + b.y) / 2}) < tolerance * 1.01);
    }
  }
}

TEST_CASE("a rectangle's corners are as round as it says") {
  const Outline round = shape("<rect x='1' y='2' width='40' height='20' rx='5'/>", 0.001);
  CHECK(area(round) == doctest::Approx(800 - (4 - pi) * 25).epsilon(0.001));
  CHECK(area(shape("<rect width='4' height='2'/>", 0.1)) == doctest::Approx(8));
  CHECK(shape("<rect width='0' height='2'/>", 0.1).parts.empty());
}

TEST_CASE("path data that is none is refused") {
  for (const char* path :
       {"M0", "L", "M0 0 X 3", "3 4", "M0 0 Z 5", "M0 0 Z \x01", "\x01", "M0 0 A1 1 0 2 0 3 3"}) {
    CAPTURE(path);
    CHECK_THROWS_AS(path_outline(path, 0.1), std::logic_error);
  }
}

}  // namespace
}  // namespace limner::svg
