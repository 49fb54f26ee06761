#include "art/scene/scene.hpp"

#include "svg/raster.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace limner::art {
namespace {

Figure chipmunk() {
  return {.icon = find_icon("chipmunk"), .x = 500, .base = 800, .height = 400};
}

TEST_CASE("a figure stands with the middle of its foot where it was placed") {
  const Figure figure = chipmunk();
  const Box& ink = figure.icon->ink;
  const Point foot = figure.at(ink.middle(), ink.y1);
  CHECK(foot.x == doctest::Approx(500));
  CHECK(foot.y == doctest::Approx(800));
  CHECK(figure.at(ink.x0, ink.y0).y == doctest::Approx(400));
}

TEST_CASE("a mirrored figure has its left on the right") {
  Figure figure = chipmunk();
  figure.mirrored = true;
  CHECK(figure.at(figure.icon->ink.x0, 0).x > 500);
}

TEST_CASE("a figure is turned about its foot") {
  Figure figure = chipmunk();
  figure.turn = 90;
  const Box& ink = figure.icon->ink;
  const Point top = figure.at(ink.middle(), ink.y0);
  CHECK(top.x == doctest::Approx(900));
  CHECK(top.y == doctest::Approx(800));
}

TEST_CASE("a scene that sticks out is shrunk and shifted into its margins") {
  Scene scene(1000, 1000);
  Figure large = chipmunk();
  large.height = 2000;
  large.base = 1500;
  scene.add(large);
  scene.fit_into_margins(0.87);
  const Bitmap picture = svg::rasterise(scene.svg(), 200, 200);
  int outside = 0;
  int inside = 0;
  for (int y = 0; y < 200; ++y) {
    for (int x = 0; x < 200; ++x) {
      if (picture.at(x, y)[3] < 40) continue;
      const bool in_margins = x >= 9 && x <= 191 && y >= 10 && y <= 175;
      ++(in_margins ? inside : outside);
    }
  }
  CHECK(outside == 0);
  CHECK(inside > 4000);
}

TEST_CASE("nearer pieces are written after farther ones, whatever the order of adding") {
  Scene scene(100, 100);
  scene.add_shape("<path id='near' d='M0 0'/>", 9);
  scene.add_shape("<path id='far' d='M0 0'/>", 1);
  const std::string svg = scene.svg();
  CHECK(svg.find("far") < svg.find("near"));
}

TEST_CASE("two copies of one icon share no ids") {
  const auto icon = std::find_if(icons().begin(), icons().end(), [](const Icon& one) {
    return one.body.find("id=\"") != std::string_view::npos;
  });
  const Figure figure{.icon = &*icon, .x = 50, .base = 90, .height = 80};
  const std::string one = figure_svg(figure, "a-");
  const std::string two = figure_svg(figure, "b-");
  CHECK(one.find("id=\"a-") != std::string::npos);
  CHECK(two.find("id=\"a-") == std::string::npos);
}

TEST_CASE("a sleeper's eyes are closed") {
  Figure figure = chipmunk();
  const std::string awake = figure_svg(figure, "f-");
  figure.asleep = true;
  CHECK(figure_svg(figure, "f-").size() > awake.size() + 100);
}

}  // namespace
}  // namespace limner::art
