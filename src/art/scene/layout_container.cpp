// Places figures in containers: the container, the figures, and the container's front part
// again over them; or faces behind the windows of a vehicle.
#include "art/scene/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace limner::art {
namespace {

struct ContainedFigure {
  std::size_t entity = 0;
  std::size_t copy = 0;
  double size = 1;
};

std::vector<ContainedFigure> contained_figures(LayoutContext& context) {
  std::vector<ContainedFigure> contained;
  const std::size_t count = std::min<std::size_t>(context.subject().count(), 5);
  for (std::size_t i = 0; i < count; ++i) contained.push_back({0, i, count > 1 ? 0.85 : 1});
  for (std::size_t entity : unplaced(context, {Relation::with, Relation::also})) {
    const std::size_t copies = std::min<std::size_t>(context.graph.entities[entity].count(), 3);
    for (std::size_t i = 0; i < copies; ++i) contained.push_back({entity, i, 0.8});
  }
  return contained;
}

// One large figure with its young around it, all facing each other.
void place_family(LayoutContext& context, Point middle, double span, double vessel_height,
                  double height) {
  struct Seat {
    double x, down, size;
    bool mirrored;
    double depth;
  };
  constexpr std::array<Seat, 4> seats{{{-0.12, 0.0, 1, false, 9},
                                       {0.40, 0.02, 0.60, true, 10},
                                       {0.03, 0.07, 0.52, false, 11.5},
                                       {-0.48, 0.045, 0.48, false, 10.5}}};
  const std::size_t count = context.graph.one_young ? 2 : seats.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Seat& seat = seats.at(i);
    const std::size_t figure = place_subject(context, 0,
                                             {.x = middle.x + seat.x * span,
                                              .base = middle.y + seat.down * vessel_height,
                                              .height = height * seat.size,
                                              .depth = seat.depth,
                                              .mirrored = seat.mirrored,
                                              .turn = context.random.between(-5, 5)});
    if (i > 0) {
      Figure& young = context.scene.figures[figure];
      young.icon = &young_of(*young.icon, i);
    }
  }
}

void place_contained_figures(LayoutContext& context, const std::vector<ContainedFigure>& contained,
                             Point left, double span, double vessel_height) {
  const double height = context.scene.height * 0.42;
  double widths = 0;
  for (const ContainedFigure& figure_in : contained) {
    widths += figure_in.size * aspect(context.graph.entities[figure_in.entity].icon());
  }
  const bool alive = is_animate(context.subject().icon());
  const double usual =
      std::min(alive ? height : std::min(height, std::max(span * 0.5, vessel_height * 0.42)),
               span * (alive ? 1.12 : 1.8) / std::max(widths * 0.74, 0.6));
  for (std::size_t i = 0; i < contained.size(); ++i) {
    const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(contained.size());
    const std::size_t figure = place_subject(context, contained[i].entity,
                                             {.x = left.x + span * share,
                                              .base = left.y,
                                              .height = usual * contained[i].size,
                                              .depth = 8 + 0.1 * static_cast<double>(i),
                                              .mirrored = i % 2 == 1,
                                              .copy = contained[i].copy});
    Figure& placed = context.scene.figures[figure];
    if (placed.colour.empty()) placed.colour = colour_of_copy(*placed.icon, i);
  }
}

std::vector<ContainedFigure> passengers(LayoutContext& context) {
  std::vector<ContainedFigure> contained = contained_figures(context);
  if (context.graph.family) {
    contained.push_back({0, 0, 0.7});
    if (!context.graph.one_young) contained.push_back({0, 0, 0.65});
  }
  return contained;
}

// `share`: position along the window, 0 … 1.
void place_behind_window(LayoutContext& context, const ContainedFigure& figure_in,
                         const Figure& outside, const Box& window, double share) {
  const Point top = outside.at(window.x0, window.y0);
  const Point foot = outside.at(window.x1, window.y1);
  const Icon& face = *context.graph.entities[figure_in.entity].icons.at(figure_in.copy);
  const double available = (foot.x - top.x) * (share == 0.5 ? 1.1 : 0.75);
  const double tall = std::min((foot.y - top.y) * 1.02, available / aspect(face));
  const std::size_t figure = place_subject(context, figure_in.entity,
                                           {.x = top.x + (foot.x - top.x) * share,
                                            .base = foot.y + tall * 0.08,
                                            .height = tall,
                                            .copy = figure_in.copy});
  Figure& placed = context.scene.figures[figure];
  if (figure_in.size < 0.8) placed.icon = &young_of(*placed.icon, figure_in.copy);
  placed.within =
      fmt::format("M{:.1f} {:.1f}H{:.1f}V{:.1f}H{:.1f}Z", top.x, top.y, foot.x, foot.y, top.x);
}

}  // namespace

void lay_out_container(LayoutContext& context, std::size_t vessel) {
  Scene& scene = context.scene;
  const Icon& icon = context.graph.entities[vessel].icon();
  const Container& inside = *container(icon.slug);
  const double height = Scene::fitting_height(icon, scene.width * 0.80, scene.height * 0.50);
  const Placement placement{
      .x = scene.middle, .base = scene.ground, .height = height, .depth = 5, .shadow = 0.9};
  const std::size_t back = place(context, vessel, placement);
  Figure front = scene.figures[back];
  if (is_boat(icon) || icon.slug == "canoe") {
    scene.add_shape(waves_svg({.x = scene.middle,
                               .y = scene.ground - scene.side * 0.06,
                               .width = std::min(scene.width * 0.9, front.width() * 1.25),
                               .height = scene.side * 0.15}),
                    21);
  } else if (!context.has_landscape() || context.setting.ground == Ground::grass) {
    const bool indoors = icon.category != "Animals & Nature" && icon.slug != "basket" &&
                         context.graph.places.empty();
    add_ground(context, indoors ? ground_of(icon) : context.setting.ground, scene.middle,
               scene.ground - scene.side * 0.005,
               std::min(scene.width * 0.92, front.width() * 1.2));
  }
  const Point left = front.at(inside.from, inside.inside);
  const double span = front.at(inside.to, inside.inside).x - left.x;
  if (context.graph.family) {
    place_family(context, {left.x + span / 2, left.y}, span, height,
                 std::min(scene.height * 0.40, span * 0.95));
  } else {
    place_contained_figures(context, contained_figures(context), {left.x, left.y + height * 0.05},
                            span, height);
  }
  front.clip = inside.front;
  front.depth = 20;
  front.shadow = 0;
  scene.add(front);
}

void lay_out_cabin(LayoutContext& context, std::size_t vehicle) {
  Scene& scene = context.scene;
  const Icon& icon = context.graph.entities[vehicle].icon();
  const Cabin& inside = *cabin(icon.slug);
  const double height = Scene::fitting_height(icon, scene.width * 0.82, scene.height * 0.62);
  const Ground ground = ground_of(icon);
  add_ground(context, ground, scene.middle, scene.ground - scene.side * 0.01,
             std::min(scene.width * 0.92, height * aspect(icon) * 1.15));
  const double base = ground == Ground::air ? scene.height * 0.5 + height / 2 : scene.ground;
  const std::size_t body = place(context, vehicle,
                                 {.x = scene.middle,
                                  .base = base,
                                  .height = height,
                                  .depth = 5,
                                  .shadow = ground == Ground::air ? 0 : 0.95});
  const Figure outside = scene.figures[body];
  const std::vector<ContainedFigure> contained = passengers(context);
  const std::size_t windows = inside.windows.size();
  const std::size_t each = (contained.size() + windows - 1) / windows;
  for (std::size_t i = 0; i < contained.size(); ++i) {
    const std::size_t row = i / windows;
    const double share = (static_cast<double>(row) + 0.5) / static_cast<double>(each);
    place_behind_window(context, contained[i], outside, inside.windows[i % windows], share);
  }
}

}  // namespace limner::art
