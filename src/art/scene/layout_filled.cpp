// Places things inside the subject: fruit in a tree, contents of a bag.
#include "art/scene/layout.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace limner::art {
namespace {

bool has_crown(const Icon& icon) {
  return icon.slug == "deciduous-tree" || icon.slug == "tree";
}

bool grows_on_trees(const Icon& icon) {
  static constexpr std::array<std::string_view, 10> grown{
      "red-apple", "green-apple", "pear",           "peach",   "tangerine",
      "lemon",     "cherries",    "cherry-blossom", "blossom", "acorn"};
  return std::find(grown.begin(), grown.end(), icon.slug) != grown.end();
}

void hang_in_crown(LayoutContext& context, std::size_t entity) {
  constexpr std::array<Point, 6> spots{
      {{-0.26, 0.80}, {0.06, 0.90}, {0.28, 0.72}, {-0.06, 0.64}, {-0.30, 0.54}, {0.20, 0.50}}};
  const Figure tree = context.subject_figure();
  const double height = tree.height * 0.15;
  for (std::size_t i = 0; i < spots.size(); ++i) {
    place(context, entity,
          {.x = tree.x + spots.at(i).x * tree.width(),
           .base = tree.base - spots.at(i).y * tree.height + height / 2,
           .height = height,
           .depth = tree.depth + 0.5,
           .turn = context.random.between(-10, 10),
           .copy = i});
  }
}

// Places the thing behind the rim, its lower half hidden.
void place_behind_rim(LayoutContext& context, std::size_t entity) {
  constexpr std::array<double, 3> aside{-0.24, 0.24, 0};
  Scene& scene = context.scene;
  Figure& bag = context.subject_figure();
  const double most = scene.height * 0.44;
  bag.height = std::min(bag.height, most);
  const Figure filled = bag;
  const Icon& icon = context.graph.entities[entity].icon();
  const double height = Scene::fitting_height(icon, filled.width() * 0.44, filled.height * 0.62);
  for (std::size_t i = 0; i < aside.size(); ++i) {
    place(context, entity,
          {.x = filled.x + aside.at(i) * filled.width(),
           .base = filled.base - filled.height + height * (i == 2 ? 0.46 : 0.52),
           .height = height,
           .depth = filled.depth - (i == 2 ? 0.6 : 0.5),
           .turn = aside.at(i) * 50,
           .copy = i});
  }
}

}  // namespace

bool fill(LayoutContext& context, std::size_t entity) {
  const Entity& filling = context.graph.entities[entity];
  if (context.subject_figures.size() != 1) return false;
  const Icon& subject_figure = *context.subject_figure().icon;
  if (has_crown(subject_figure) && grows_on_trees(filling.icon())) {
    hang_in_crown(context, entity);
    return true;
  }
  const bool goes_in = (filling.relation == Relation::full || filling.relation == Relation::of) &&
                       !is_animate(subject_figure) && subject_figure.category == "Objects";
  if (goes_in) place_behind_rim(context, entity);
  return goes_in;
}

}  // namespace limner::art
