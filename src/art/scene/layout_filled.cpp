// Things that hold others: fruit in the crown of a tree, and what looks out of a bag.
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

bool grows_there(const Icon& icon) {
  static constexpr std::array<std::string_view, 10> grown{
      "red-apple", "green-apple", "pear",           "peach",   "tangerine",
      "lemon",     "cherries",    "cherry-blossom", "blossom", "acorn"};
  return std::find(grown.begin(), grown.end(), icon.slug) != grown.end();
}

void hang_in_crown(LayoutContext& stage, std::size_t role) {
  constexpr std::array<Spot, 6> spots{
      {{-0.26, 0.80}, {0.06, 0.90}, {0.28, 0.72}, {-0.06, 0.64}, {-0.30, 0.54}, {0.20, 0.50}}};
  const Figure tree = stage.lead();
  const double height = tree.height * 0.15;
  for (std::size_t i = 0; i < spots.size(); ++i) {
    place(stage, role,
          {.x = tree.x + spots.at(i).x * tree.width(),
           .base = tree.base - spots.at(i).y * tree.height + height / 2,
           .height = height,
           .depth = tree.depth + 0.5,
           .turn = stage.random.between(-10, 10),
           .copy = i});
  }
}

// Behind its rim: the lower half is inside.
void place_behind_rim(LayoutContext& stage, std::size_t role) {
  constexpr std::array<double, 3> aside{-0.24, 0.24, 0};
  Scene& scene = stage.scene;
  Figure& bag = stage.lead();
  const double most = scene.height * 0.44;
  bag.height = std::min(bag.height, most);
  const Figure filled = bag;
  const Icon& icon = stage.cast.roles[role].icon();
  const double height = Scene::fitting(icon, filled.width() * 0.44, filled.height * 0.62);
  for (std::size_t i = 0; i < aside.size(); ++i) {
    place(stage, role,
          {.x = filled.x + aside.at(i) * filled.width(),
           .base = filled.base - filled.height + height * (i == 2 ? 0.46 : 0.52),
           .height = height,
           .depth = filled.depth - (i == 2 ? 0.6 : 0.5),
           .turn = aside.at(i) * 50,
           .copy = i});
  }
}

}  // namespace

bool fill(LayoutContext& stage, std::size_t role) {
  const Entity& filling = stage.cast.roles[role];
  if (stage.leads.size() != 1) return false;
  const Icon& lead = *stage.lead().icon;
  if (has_crown(lead) && grows_there(filling.icon())) {
    hang_in_crown(stage, role);
    return true;
  }
  const bool goes_in = (filling.relation == Relation::full || filling.relation == Relation::of) &&
                       !can_act(lead) && lead.category == "Objects";
  if (goes_in) place_behind_rim(stage, role);
  return goes_in;
}

}  // namespace limner::art
