#include "art/scene/place.hpp"

#include <doctest/doctest.h>

namespace limner::art {
namespace {

Setting setting(std::string_view prompt) {
  Random random(prompt, 1);
  const SceneGraph graph = build_scene_graph(parse_prompt(prompt, random));
  return setting_of(graph, random);
}

TEST_CASE("things get the ground that fits them") {
  CHECK(setting("a cow").ground == Ground::grass);
  CHECK(setting("a penguin").ground == Ground::snow);
  CHECK(setting("a pizza").ground == Ground::table);
  CHECK(setting("a blue pickup truck").ground == Ground::road);
  CHECK(setting("a butterfly").ground == Ground::air);
}

TEST_CASE("a named place overrides the ground that fits the things") {
  CHECK(setting("a cow in the snow").ground == Ground::snow);
  CHECK(setting("a globe on a desk").ground == Ground::table);
}

TEST_CASE("a ship is at sea and a rocket to the moon in space without a word") {
  CHECK(setting("a pirate ship").is(Place::sea));
  CHECK(setting("a rocket flying to the moon").dark);
  CHECK_FALSE(setting("a rocket").dark);
}

TEST_CASE("only a landscape shows on a plain backdrop") {
  Random random("x", 1);
  const std::string frame = frame_path(1024, 1024, random);
  const auto view = [&](std::string_view prompt, Backdrop backdrop) {
    return vignette_svg(setting(prompt), backdrop, 1024, 1024, frame, random);
  };
  CHECK(view("a cow", Backdrop::plain).empty());
  CHECK_FALSE(view("a cow", Backdrop::scene).empty());
  CHECK_FALSE(view("a cow on a beach", Backdrop::plain).empty());
  CHECK(view("a laptop on a desk", Backdrop::plain).empty());
}

}  // namespace
}  // namespace limner::art
