#include "art/scene/scene_graph.hpp"

#include <doctest/doctest.h>

namespace limner::art {
namespace {

SceneGraph graph(std::string_view prompt) {
  Random random(prompt, 1);
  return build_scene_graph(parse_prompt(prompt, random));
}

TEST_CASE("a vessel full of things is about the things in it") {
  const SceneGraph basket = graph("a basket of apples");
  CHECK(basket.subject().is("red-apple"));
  CHECK(basket.entities.at(1).is("basket"));
  CHECK(basket.entities.at(1).relation == Relation::in);
  const SceneGraph bus = graph("a school bus full of children");
  CHECK(bus.entities.at(1).is("p:schoolbus"));
  CHECK(bus.subject().count() == 3);
}

TEST_CASE("what a drawing already shows is neither drawn again nor reported") {
  CHECK(graph("birthday cake with candles").entities.size() == 1);
  CHECK(graph("a stack of pancakes with syrup").unknown_words.empty());
}

TEST_CASE("heads of animals and people get a body") {
  CHECK(graph("a fox").subject().is("b:fox"));
  CHECK(graph("a girl").subject().is("h:girl"));
}

TEST_CASE("figures in windows have no body") {
  CHECK(graph("a girl in a school bus").subject().is("girl"));
}

TEST_CASE("an animal that reads or rests on furniture sits") {
  CHECK(graph("a cat").subject().is("cat"));
  CHECK(graph("a cat reading a book").subject().is("b:cat-face"));
  CHECK(graph("a cat on a sofa").subject().is("b:cat-face"));
}

TEST_CASE("people use the pack's drawings of actions") {
  const SceneGraph lifter = graph("a man lifting weights");
  CHECK(lifter.subject().is("man-lifting-weights"));
  CHECK(lifter.subject().count() == 1);
  CHECK(graph("a girl swimming").subject().is("woman-swimming"));
  const SceneGraph surfer = graph("a woman surfing on a surfboard");
  CHECK(surfer.entities.size() == 1);
}

TEST_CASE("two peers share an action") {
  const SceneGraph both = graph("a cat and a dog sleeping");
  CHECK(both.entities.at(0).does(Action::sleep));
  CHECK(both.entities.at(1).does(Action::sleep));
}

TEST_CASE("a figure that flies a kite stays on the ground") {
  const SceneGraph kite = graph("a boy flying a kite");
  CHECK_FALSE(kite.subject().does(Action::fly));
  CHECK(kite.entities.at(1).relation == Relation::hold);
}

TEST_CASE("a named thing is not joined by the one its action implies") {
  CHECK(graph("a woman working on a laptop").entities.size() == 2);
}

TEST_CASE("a fish in a bowl gets a bowl for fish") {
  CHECK(graph("a goldfish in a bowl").entities.at(1).is("p:fishbowl"));
}

TEST_CASE("children are boys and girls") {
  const SceneGraph children = graph("three children");
  CHECK(children.subject().icons[0] != children.subject().icons[1]);
}

}  // namespace
}  // namespace limner::art
