// Places the subject at a blackboard or a desk, or things on a desk.
#include "art/scene/layout.hpp"

#include <algorithm>
#include <vector>

namespace limner::art {
namespace {

void add_desk(LayoutContext& context, double x, double top, double width) {
  context.scene.add_shape(desk_svg(x, top, width, context.scene.side), 9);
}

}  // namespace

void lay_out_at_board(LayoutContext& context, std::size_t board) {
  Scene& scene = context.scene;
  const double side = scene.side;
  const double x = scene.middle;
  const Icon& wood = context.graph.entities[board].icon();
  const Icon& icon = context.subject().icon();
  place(context, board,
        {.x = x + side * 0.06,
         .base = scene.height * 0.66,
         .height = Scene::fitting_height(wood, std::min(scene.width, side * 1.1) * 0.72,
                                         scene.height * 0.52),
         .depth = 3});
  if (!is_bust(icon)) {
    add_ground(context, Ground::rug, x, scene.ground, std::min(scene.width * 0.8, side * 0.85));
  }
  const double foot = scene.ground - (is_bust(icon) ? side * 0.06 : 0);
  place_subject(context, 0,
                {.x = x - side * 0.17,
                 .base = foot,
                 .height = Scene::fitting_height(icon, scene.width * 0.5, scene.height * 0.50),
                 .shadow = is_bust(icon) ? 0 : 0.8});
  if (!is_bust(icon)) return;
  const double desk_x = x - side * 0.02;
  const double desk_width = side * 0.80;
  const double desk_top = scene.ground - side * 0.10;
  add_desk(context, desk_x, desk_top, desk_width);
  place_prop(context, "red-apple",
             {.x = desk_x + desk_width * 0.30,
              .base = desk_top + side * 0.012,
              .height = side * 0.12,
              .depth = 10});
  place_prop(context, "books",
             {.x = desk_x + desk_width * 0.05,
              .base = desk_top + side * 0.012,
              .height = side * 0.15,
              .depth = 10});
}

// Places the subject (a globe, a lamp) on the desk, with its neighbours.
void lay_out_on_desk(LayoutContext& context) {
  Scene& scene = context.scene;
  const double width = std::min(scene.width, scene.side * 1.2) * 0.84;
  const double top = scene.ground - scene.side * 0.16;
  const double surface = top + scene.side * 0.014;
  const std::vector<std::size_t> others =
      unplaced(context, {Relation::with, Relation::also, Relation::by, Relation::on});
  add_desk(context, scene.middle, top, width);
  const double aside = others.empty() ? 0 : -width * 0.14;
  place_subject(
      context, 0,
      {.x = scene.middle + aside,
       .base = surface,
       .height = Scene::fitting_height(context.subject().icon(), width * 0.56, scene.height * 0.46),
       .depth = 10});
  double x = scene.middle + width * 0.30;
  for (std::size_t entity : others) {
    const Icon& thing = context.graph.entities[entity].icon();
    if (ground_of(thing) != Ground::table) continue;
    place(context, entity,
          {.x = x,
           .base = surface,
           .height = Scene::fitting_height(thing, width * 0.24, scene.side * 0.20),
           .depth = 10.5});
    x -= width * 0.62;
  }
}

// Places the figure behind the desk and its tools on it.
void lay_out_at_desk(LayoutContext& context, std::optional<std::size_t> tool) {
  Scene& scene = context.scene;
  const double side = scene.side;
  const double width = side * 0.84;
  const double top = scene.ground - side * 0.20;
  const double surface = top + side * 0.012;
  const Icon& icon = context.subject().icon();
  const double height = Scene::fitting_height(icon, side * 0.46, scene.height * 0.48);
  place_subject(context, 0,
                {.x = scene.middle - side * (tool ? 0.16 : 0.06),
                 .base = top + height * (is_bust(icon) ? 0.02 : 0.22),
                 .height = height});
  add_desk(context, scene.middle, top, width);
  if (tool) {
    const Icon& on_it = context.graph.entities[*tool].icon();
    place(context, *tool,
          {.x = scene.middle + width * 0.22,
           .base = surface,
           .height = Scene::fitting_height(on_it, width * 0.36, scene.height * 0.28),
           .depth = 10});
  }
  double x = scene.middle + width * (tool ? -0.06 : 0.30);
  for (std::size_t entity : unplaced(context, {Relation::with, Relation::on, Relation::also})) {
    const Icon& thing = context.graph.entities[entity].icon();
    if (worn(thing.slug) != nullptr || ground_of(thing) == Ground::air) continue;
    place(context, entity,
          {.x = x,
           .base = surface,
           .height = Scene::fitting_height(thing, width * 0.18, side * 0.15),
           .depth = 10});
    x -= width * 0.2;
  }
}

}  // namespace limner::art
