#include "art/style/layers.hpp"

#include <doctest/doctest.h>

namespace limner::art {
namespace {

TEST_CASE("layers are the classed elements in their order, without the backdrop") {
  const svg::SvgTree scene(
      "<svg><rect class='backdrop' fill='#ff8000'/><g><g class='ground'/><g><g class='item'>"
      "<path/></g></g></g><g class='mark'/></svg>");
  const auto layers = layers_of(scene);
  REQUIRE(layers.size() == 3);
  CHECK(layers[0].kind == "ground");
  CHECK(layers[1].kind == "item");
  CHECK(layers[1].element->first_child->name == "path");
  CHECK(layers[2].kind == "mark");
  CHECK_FALSE(has_vignette(scene));
  CHECK(backdrop_colour(scene).green == doctest::Approx(128 / 255.0));
}

TEST_CASE("a scene without a backdrop is on white") {
  const svg::SvgTree scene("<svg><g class='vignette'/></svg>");
  CHECK(backdrop_colour(scene).red == 1);
  CHECK(has_vignette(scene));
}

}  // namespace
}  // namespace limner::art
