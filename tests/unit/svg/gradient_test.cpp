#include "svg/gradient.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

namespace limner::svg {
namespace {

std::array<Pixel, 11> colours(std::string_view gradients, double opacity = 1,
                              const Gradient::Frame& frame = {.w = 10, .h = 10}) {
  const std::string text = "<svg>" + std::string(gradients) + "</svg>";
  const SvgTree tree(text);
  std::array<Pixel, 11> row{};
  Gradient(tree, *tree.with_id("a"), frame, opacity).colours(0, 5, row);
  return row;
}

constexpr const char* black_to_white =
    "<stop offset='0' stop-color='#000'/><stop offset='1' stop-color='#fff'/>";

TEST_CASE("a linear gradient spans the shape's box by default") {
  const auto row =
      colours("<linearGradient id='a'>" + std::string(black_to_white) + "</linearGradient>");
  CHECK(row[0].red == doctest::Approx(0.05).epsilon(0.05));
  CHECK(row[5].red == doctest::Approx(0.55).epsilon(0.02));
  CHECK(row[10].red == doctest::Approx(1));
}

TEST_CASE("in user space the numbers are the shape's own, under its transform") {
  const auto row =
      colours("<linearGradient id='a' gradientUnits='userSpaceOnUse' x1='2' x2='4' y1='0' y2='0'>" +
                  std::string(black_to_white) + "</linearGradient>",
              1, {.to_pixels = {2, 0, 0, 2, 0, 0}});
  CHECK(row[3].red == 0);
  CHECK(row[5].red == doctest::Approx(0.375).epsilon(0.02));
  CHECK(row[8].red == 1);
}

TEST_CASE("a gradient inherits missing attributes from the one it refers to") {
  const auto row =
      colours("<linearGradient id='b' x1='1' x2='0'><stop stop-color='red'/></linearGradient>"
              "<radialGradient id='a' href='#b' cx='.5' cy='.55'/>");
  CHECK(row[5].red == 1);
  CHECK(row[5].blue == 0);
}

TEST_CASE("a radial gradient begins at its focus") {
  const auto row =
      colours("<radialGradient id='a' gradientUnits='userSpaceOnUse' cx='5.5' cy='5.5' "
              "r='5' fx='2.5' fy='5.5'>" +
              std::string(black_to_white) + "</radialGradient>");
  CHECK(row[2].red == 0);
  CHECK(row[0].red == doctest::Approx(1));
  CHECK(row[6].red == doctest::Approx(0.5).epsilon(0.02));
}

TEST_CASE("opacity thins the colours, which carry their alpha") {
  const auto row = colours("<linearGradient id='a'><stop stop-color='#fff' stop-opacity='.5'/>"
                           "</linearGradient>",
                           0.5);
  CHECK(row[3].alpha == doctest::Approx(0.25));
  CHECK(row[3].red == doctest::Approx(0.25));
}

TEST_CASE("a stop that runs backwards is pushed on") {
  const auto row = colours(
      "<linearGradient id='a'><stop offset='.6' stop-color='#000'/>"
      "<stop offset='.2' stop-color='#000'/><stop offset='1' stop-color='#fff'/></linearGradient>");
  CHECK(row[5].red == 0);
  CHECK(row[7].red == doctest::Approx(0.375).epsilon(0.02));
}

TEST_CASE("gradients that refer to each other end") {
  const auto row = colours("<linearGradient id='a' href='#b'/><linearGradient id='b' href='#a'/>");
  CHECK(row[5].alpha == 0);
}

}  // namespace
}  // namespace limner::svg
