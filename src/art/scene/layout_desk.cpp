// At a blackboard, or working at a desk.
#include "art/scene/layout.hpp"

#include <algorithm>
#include <vector>

namespace limner::art {
namespace {

void add_desk(LayoutContext& stage, double x, double top, double width) {
  stage.scene.add_shape(desk_svg(x, top, width, stage.scene.side), 9);
}

}  // namespace

void lay_out_at_board(LayoutContext& stage, std::size_t board) {
  Scene& scene = stage.scene;
  const double side = scene.side;
  const double x = scene.middle;
  const Icon& wood = stage.cast.roles[board].icon();
  const Icon& icon = stage.subject().icon();
  place(stage, board,
        {.x = x + side * 0.06,
         .base = scene.height * 0.66,
         .height =
             Scene::fitting(wood, std::min(scene.width, side * 1.1) * 0.72, scene.height * 0.52),
         .depth = 3});
  if (!is_bust(icon)) {
    add_ground(stage, Ground::rug, x, scene.ground, std::min(scene.width * 0.8, side * 0.85));
  }
  const double foot = scene.ground - (is_bust(icon) ? side * 0.06 : 0);
  place_lead(stage, 0,
             {.x = x - side * 0.17,
              .base = foot,
              .height = Scene::fitting(icon, scene.width * 0.5, scene.height * 0.50),
              .shadow = is_bust(icon) ? 0 : 0.8});
  if (!is_bust(icon)) return;
  const double desk_x = x - side * 0.02;
  const double desk_width = side * 0.80;
  const double desk_top = scene.ground - side * 0.10;
  add_desk(stage, desk_x, desk_top, desk_width);
  place_prop(stage, "red-apple",
             {.x = desk_x + desk_width * 0.30,
              .base = desk_top + side * 0.012,
              .height = side * 0.12,
              .depth = 10});
  place_prop(stage, "books",
             {.x = desk_x + desk_width * 0.05,
              .base = desk_top + side * 0.012,
              .height = side * 0.15,
              .depth = 10});
}

// A globe, a lamp, a computer: it stands on the desk, with what goes with it.
void lay_out_on_desk(LayoutContext& stage) {
  Scene& scene = stage.scene;
  const double width = std::min(scene.width, scene.side * 1.2) * 0.84;
  const double top = scene.ground - scene.side * 0.16;
  const double surface = top + scene.side * 0.014;
  const std::vector<std::size_t> others =
      waiting(stage, {Relation::with, Relation::also, Relation::by, Relation::on});
  add_desk(stage, scene.middle, top, width);
  const double aside = others.empty() ? 0 : -width * 0.14;
  place_lead(stage, 0,
             {.x = scene.middle + aside,
              .base = surface,
              .height = Scene::fitting(stage.subject().icon(), width * 0.56, scene.height * 0.46),
              .depth = 10});
  double x = scene.middle + width * 0.30;
  for (std::size_t role : others) {
    const Icon& thing = stage.cast.roles[role].icon();
    if (ground_of(thing) != Ground::table) continue;
    place(stage, role,
          {.x = x,
           .base = surface,
           .height = Scene::fitting(thing, width * 0.24, scene.side * 0.20),
           .depth = 10.5});
    x -= width * 0.62;
  }
}

// The working figure looks over the desk's edge; its things stand on it.
void lay_out_at_desk(LayoutContext& stage, std::optional<std::size_t> tool) {
  Scene& scene = stage.scene;
  const double side = scene.side;
  const double width = side * 0.84;
  const double top = scene.ground - side * 0.20;
  const double surface = top + side * 0.012;
  const Icon& icon = stage.subject().icon();
  const double height = Scene::fitting(icon, side * 0.46, scene.height * 0.48);
  place_lead(stage, 0,
             {.x = scene.middle - side * (tool ? 0.16 : 0.06),
              .base = top + height * (is_bust(icon) ? 0.02 : 0.22),
              .height = height});
  add_desk(stage, scene.middle, top, width);
  if (tool) {
    const Icon& on_it = stage.cast.roles[*tool].icon();
    place(stage, *tool,
          {.x = scene.middle + width * 0.22,
           .base = surface,
           .height = Scene::fitting(on_it, width * 0.36, scene.height * 0.28),
           .depth = 10});
  }
  double x = scene.middle + width * (tool ? -0.06 : 0.30);
  for (std::size_t role : waiting(stage, {Relation::with, Relation::on, Relation::also})) {
    const Icon& thing = stage.cast.roles[role].icon();
    if (worn(thing.slug) != nullptr || ground_of(thing) == Ground::air) continue;
    place(stage, role,
          {.x = x,
           .base = surface,
           .height = Scene::fitting(thing, width * 0.18, side * 0.15),
           .depth = 10});
    x -= width * 0.2;
  }
}

}  // namespace limner::art
