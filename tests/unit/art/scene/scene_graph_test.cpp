#include "art/scene/scene_graph.hpp"

#include <doctest/doctest.h>

namespace limner::art {
namespace {

SceneGraph cast(std::string_view prompt) {
  Random random(prompt, 1);
  return cast_of(read_prompt(prompt, random));
}

TEST_CASE("a vessel full of things is about the things in it") {
  const SceneGraph basket = cast("a basket of apples");
  CHECK(basket.subject().is("red-apple"));
  CHECK(basket.roles.at(1).is("basket"));
  CHECK(basket.roles.at(1).relation == Relation::in);
  const SceneGraph bus = cast("a school bus full of children");
  CHECK(bus.roles.at(1).is("p:schoolbus"));
  CHECK(bus.subject().count() == 3);
}

TEST_CASE("what a drawing already shows is neither drawn again nor reported") {
  CHECK(cast("birthday cake with candles").roles.size() == 1);
  CHECK(cast("a stack of pancakes with syrup").unread.empty());
}

TEST_CASE("heads of animals and people get a body") {
  CHECK(cast("a fox").subject().is("b:fox"));
  CHECK(cast("a girl").subject().is("h:girl"));
}

TEST_CASE("who looks out of a window needs no body") {
  CHECK(cast("a girl in a school bus").subject().is("girl"));
}

TEST_CASE("an animal that reads or rests on furniture sits") {
  CHECK(cast("a cat").subject().is("cat"));
  CHECK(cast("a cat reading a book").subject().is("b:cat-face"));
  CHECK(cast("a cat on a sofa").subject().is("b:cat-face"));
}

TEST_CASE("people do what the pack can draw them doing") {
  const SceneGraph lifter = cast("a man lifting weights");
  CHECK(lifter.subject().is("man-lifting-weights"));
  CHECK(lifter.subject().count() == 1);
  CHECK(cast("a girl swimming").subject().is("woman-swimming"));
  const SceneGraph surfer = cast("a woman surfing on a surfboard");
  CHECK(surfer.roles.size() == 1);
}

TEST_CASE("two equals share the action that was said of both") {
  const SceneGraph both = cast("a cat and a dog sleeping");
  CHECK(both.roles.at(0).does(Action::sleep));
  CHECK(both.roles.at(1).does(Action::sleep));
}

TEST_CASE("who flies a kite stays on the ground") {
  const SceneGraph kite = cast("a boy flying a kite");
  CHECK_FALSE(kite.subject().does(Action::fly));
  CHECK(kite.roles.at(1).relation == Relation::hold);
}

TEST_CASE("a named thing is not joined by the one its action implies") {
  CHECK(cast("a woman working on a laptop").roles.size() == 2);
}

TEST_CASE("a fish in a bowl gets a bowl for fish") {
  CHECK(cast("a goldfish in a bowl").roles.at(1).is("p:fishbowl"));
}

TEST_CASE("children are boys and girls") {
  const SceneGraph children = cast("three children");
  CHECK(children.subject().icons[0] != children.subject().icons[1]);
}

}  // namespace
}  // namespace limner::art
