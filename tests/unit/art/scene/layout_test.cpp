#include "art/scene/layout.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <vector>

namespace limner::art {
namespace {

struct Drawn {
  SceneGraph graph;
  Scene scene;
};

Drawn laid_out(std::string_view prompt, int width = 1024, int height = 1024) {
  Random random(prompt, 1);
  SceneGraph graph = build_scene_graph(parse_prompt(prompt, random));
  const Setting setting = setting_of(graph, random);
  Scene scene(width, height);
  scene.frame = frame_path(width, height, random);
  LayoutContext context{scene, graph, setting, random};
  lay_out(context);
  return {graph, scene};
}

const Figure& figure_of(const Scene& scene, std::string_view slug) {
  const auto found = std::find_if(scene.figures.begin(), scene.figures.end(),
                                  [&](const Figure& f) { return f.icon->slug == slug; });
  REQUIRE_MESSAGE(found != scene.figures.end(), slug);
  return *found;
}

TEST_CASE("every thing of every listed prompt finds its place") {
  for (std::string_view list : {"prompts.txt", "more_prompts.txt"}) {
    std::ifstream file(std::string(LIMNER_SOURCE "/tests/art/") + std::string(list));
    for (std::string line; std::getline(file, line);) {
      const std::string prompt = line.substr(0, line.find('|'));
      for (const Entity& entity : laid_out(prompt).graph.entities) {
        CHECK_MESSAGE(entity.placed, prompt, ": ", entity.icon().slug);
      }
    }
  }
}

TEST_CASE("a figure in a nest is between its front and back parts") {
  const Scene scene = laid_out("a bird in a nest").scene;
  const Figure& bird = figure_of(scene, "bird");
  double back = 99;
  double front = 0;
  for (const Figure& figure : scene.figures) {
    if (figure.icon->slug != "empty-nest") continue;
    back = std::min(back, figure.depth);
    front = std::max(front, figure.depth);
  }
  CHECK(back < bird.depth);
  CHECK(bird.depth < front);
}

TEST_CASE("a hat sits on the head, glasses on the eyes") {
  const Scene scene = laid_out("a dog wearing a crown and sunglasses").scene;
  const Figure& dog = figure_of(scene, "dog");
  const Figure& crown = figure_of(scene, "crown");
  const Point top = dog.head();
  CHECK(crown.base - crown.height < top.y);
  CHECK(std::abs(crown.x - top.x) < dog.width() * 0.2);
  const Figure& glasses = figure_of(scene, "sunglasses");
  const Point eyes = dog.at(dog.icon->head.eye_x, dog.icon->head.eye_y);
  CHECK(std::abs(glasses.base - glasses.height / 2 - eyes.y) < dog.height * 0.08);
}

TEST_CASE("a thing behind another is partly covered by it") {
  const Scene scene = laid_out("a cat behind a tree").scene;
  CHECK(figure_of(scene, "cat").depth < figure_of(scene, "deciduous-tree").depth);
}

TEST_CASE("larger things are drawn larger") {
  const Scene scene = laid_out("a giraffe and a zebra").scene;
  CHECK(figure_of(scene, "giraffe").height > figure_of(scene, "zebra").height * 1.2);
}

TEST_CASE("children look out of the bus") {
  const Scene scene = laid_out("children in a school bus").scene;
  const Figure& bus = figure_of(scene, "p:schoolbus");
  for (const Figure& child : scene.figures) {
    if (&child == &bus) continue;
    CHECK_FALSE(child.within.empty());
    CHECK(std::abs(child.x - bus.x) < bus.width() / 2);
  }
  CHECK(scene.figures.size() == 4);
}

TEST_CASE("a dog on a leash is on the ground beside the figure") {
  const Scene scene = laid_out("a girl walking a dog").scene;
  const Figure& girl = figure_of(scene, "h:girl");
  const Figure& dog = figure_of(scene, "dog");
  CHECK(std::abs(dog.base - girl.base) < 60);
  CHECK(std::abs(dog.x - girl.x) > girl.width() * 0.5);
}

TEST_CASE("a figure and the animal on its leash share one ground line, inside the picture") {
  const Scene scene = laid_out("a girl walking a dog").scene;
  const Extent extent = scene.extent();
  CHECK(extent.left > 0);
  CHECK(extent.right < scene.width);
}

TEST_CASE("the chased figure is ahead, and both face forward") {
  const Scene scene = laid_out("a cat chasing a mouse").scene;
  const Figure& cat = figure_of(scene, "cat");
  const Figure& mouse = figure_of(scene, "mouse");
  CHECK(mouse.x - mouse.width() / 2 > cat.x);
  CHECK_FALSE(cat.faces_left());
  CHECK_FALSE(mouse.faces_left());
  CHECK(mouse.height < cat.height);
}

TEST_CASE("a parrot sits on the shoulder, beside the head") {
  const Scene scene = laid_out("a parrot on a pirate's shoulder").scene;
  const Figure& parrot = figure_of(scene, "parrot");
  const Figure& pirate = figure_of(scene, "p:pirate");
  CHECK(parrot.base > pirate.at(64, pirate.icon->head.eye_y).y);
  CHECK(parrot.x < pirate.x);
}

TEST_CASE("a kite is beside and above the figure that holds it") {
  const Scene scene = laid_out("a girl flying a kite").scene;
  const Figure& kite = figure_of(scene, "kite");
  const Figure& girl = figure_of(scene, "h:girl");
  CHECK(kite.x - kite.width() / 2 > girl.x + girl.width() / 2);
  CHECK(kite.base < girl.base - girl.height / 2);
}

TEST_CASE("a small thing stands on the desk that was asked for") {
  const Scene scene = laid_out("a globe on a desk").scene;
  CHECK(figure_of(scene, "p:globe").base < scene.ground - scene.side * 0.1);
}

TEST_CASE("painted eggs in a basket are not all of one colour") {
  const Scene scene = laid_out("an easter basket with eggs").scene;
  std::vector<std::string> colours;
  for (const Figure& figure : scene.figures) {
    if (figure.icon->slug == "p:easteregg") colours.push_back(figure.colour);
  }
  REQUIRE(colours.size() == 3);
  CHECK(colours[0] != colours[1]);
  CHECK(colours[1] != colours[2]);
}

TEST_CASE("animate things are never worn") {
  const Scene scene = laid_out("a girl wearing a hat and a dog").scene;
  CHECK(figure_of(scene, "dog").shadow > 0);
}

TEST_CASE("fruit grows in the crown of its tree") {
  const Scene scene = laid_out("a tree with red apples").scene;
  const Figure& tree = figure_of(scene, "deciduous-tree");
  for (const Figure& figure : scene.figures) {
    if (figure.icon->slug != "red-apple") continue;
    CHECK(figure.base < tree.base - tree.height * 0.35);
    CHECK(figure.depth > tree.depth);
  }
}

TEST_CASE("the contents of a bag are visible above its rim") {
  const Scene scene = laid_out("a briefcase full of money").scene;
  const Figure& bag = figure_of(scene, "briefcase");
  const Figure& money = figure_of(scene, "money-bag");
  CHECK(money.base - money.height < bag.base - bag.height);
  CHECK(money.base > bag.base - bag.height);
  CHECK(money.depth < bag.depth);
}

TEST_CASE("two in the water are beside each other") {
  const Scene scene = laid_out("a mermaid and a seahorse").scene;
  const Figure& mermaid = figure_of(scene, "mermaid");
  const Figure& seahorse = figure_of(scene, "p:seahorse");
  const double between = std::abs(seahorse.x - mermaid.x);
  CHECK(between > mermaid.width() * 0.5 + seahorse.width() * 0.3);
}

TEST_CASE("two hand in hand stand so that their hands meet") {
  const Scene scene = laid_out("two girls holding hands").scene;
  REQUIRE(scene.figures.size() == 2);
  const Figure& left = scene.figures[0];
  const Figure& right = scene.figures[1];
  CHECK(left.at(93.5, 100).x == doctest::Approx(right.at(34.5, 100).x).epsilon(0.01));
}

TEST_CASE("a dozen of a kind all fit into every ratio") {
  constexpr std::array<std::pair<int, int>, 4> ratios{
      {{1024, 1024}, {1024, 768}, {768, 1024}, {1536, 864}}};
  for (const auto& [width, height] : ratios) {
    Scene scene = laid_out("twelve penguins", width, height).scene;
    CHECK(scene.figures.size() == 12);
    const Extent extent = scene.extent();
    CHECK(extent.right - extent.left < width * 1.1);
    CHECK(extent.bottom <= height);
  }
}

}  // namespace
}  // namespace limner::art
