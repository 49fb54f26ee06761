// Adds marks: Zzz above sleeping figures, hearts, notes, dust behind runners, confetti.
#include "art/scene/effect.hpp"
#include "art/scene/layout.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

namespace limner::art {
namespace {

// Whether a mark at this position overlaps no figure.
bool is_free(const Scene& scene, Point spot, double radius) {
  return std::none_of(scene.figures.begin(), scene.figures.end(), [&](const Figure& figure) {
    const double half = figure.width() / 2 + radius;
    return figure.depth > 3 && std::abs(spot.x - figure.x) < half &&
           spot.y < figure.base + radius && spot.y > figure.base - figure.height - radius;
  });
}

// The nearest free position above and outwards; nullopt when there is none.
std::optional<Point> free_point(const Scene& scene, Point spot, double radius) {
  const double out = spot.x < scene.middle ? -1 : 1;
  for (int step = 0; step < 9; ++step) {
    const Point tried{spot.x + out * step * radius * 0.9, spot.y - step * radius * 0.9};
    const bool inside = tried.x > radius && tried.x < scene.width - radius && tried.y > radius;
    if (inside && is_free(scene, tried, radius)) return tried;
  }
  return std::nullopt;
}

void add_mark(LayoutContext& context, std::string svg) {
  context.scene.add_shape(std::move(svg), 40, Layer::mark);
}

void add_snores(LayoutContext& context) {
  const double side = context.scene.side;
  for (std::size_t entity = 0; entity < context.graph.entities.size(); ++entity) {
    if (!context.graph.entities[entity].does(Action::sleep) || !context.first_figures[entity])
      continue;
    const Point head = context.scene.figures[*context.first_figures[entity]].head();
    const Point foot{head.x + side * 0.05, head.y - side * 0.02};
    add_mark(context, snores_svg(foot, side * 0.036));
    context.scene.points_kept_inside.push_back({foot.x + side * 0.125, foot.y - side * 0.135});
    return;
  }
}

bool has_hearts(const SceneGraph& graph) {
  return graph.family || graph.is_at(Place::valentine) || graph.any_entity_does(Action::happy) ||
         graph.any_entity_does(Action::love);
}

void add_hearts(LayoutContext& context) {
  constexpr std::array<double, 3> x{-0.30, 0.31, 0.39};
  constexpr std::array<double, 3> y{0.27, 0.22, 0.33};
  constexpr std::array<double, 3> size{0.030, 0.036, 0.022};
  constexpr std::array<double, 3> turn{-14, 12, 6};
  const double wide = std::min(context.scene.width, context.scene.side * 1.2);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double radius = context.scene.side * size.at(i);
    const Point usual{context.scene.middle + x.at(i) * wide, context.scene.height * y.at(i)};
    const std::optional<Point> spot = free_point(context.scene, usual, radius * 1.2);
    if (spot) add_mark(context, heart_svg(*spot, radius, turn.at(i)));
  }
}

void add_notes(LayoutContext& context) {
  constexpr std::array<double, 3> x{-0.36, 0.34, 0.42};
  constexpr std::array<double, 3> y{0.34, 0.24, 0.42};
  constexpr std::array<std::string_view, 3> colours{"#7e57c2", "#ef476f", "#26a69a"};
  const double wide = std::min(context.scene.width, context.scene.side * 1.1);
  for (std::size_t i = 0; i < x.size(); ++i) {
    add_mark(context,
             note_svg({context.scene.middle + x.at(i) * wide, context.scene.height * y.at(i)},
                      context.scene.side * 0.07, colours.at(i)));
  }
}

void add_motion(LayoutContext& context) {
  using enum Action;
  for (std::size_t index : context.subject_figures) {
    Figure& figure = context.scene.figures[index];
    if (context.subject().does(dance)) figure.turn += figure.x < context.scene.middle ? -5 : 6;
    if (context.subject().does(jump) && figure.shadow > 0) {
      figure.base -= figure.height * 0.16;
      figure.turn -= 4;
    }
  }
  const bool rushes = context.subject().does(run) || context.subject().does(chase);
  if (!rushes || context.subject_figures.empty()) return;
  const Figure& last = context.subject_figure();
  const double length = context.scene.side * 0.12;
  const bool left = last.icon->head.facing == 'L' ? !last.mirrored : last.mirrored;
  if (left) return;
  add_mark(context, rush_svg({last.x - last.width() * 0.55, last.base}, length));
}

void add_tears(LayoutContext& context) {
  if (context.subject_figures.empty()) return;
  const Figure& figure = context.subject_figure();
  for (const Eye& eye : figure.icon->eyes) {
    const Point spot = figure.at(eye.x, eye.y + eye.h * 0.7);
    add_mark(context, tear_svg(spot, eye.h * figure.scale() * 0.55));
  }
}

void add_party(LayoutContext& context) {
  const Scene& scene = context.scene;
  const double wide = std::min(scene.width, scene.side * 1.25);
  context.scene.add_shape(confetti_svg({scene.middle, scene.height * 0.44}, wide, scene.height,
                                       scene.side, context.random),
                          2, Layer::mark);
  const Icon* balloon = find_icon("balloon");
  const bool has_balloons =
      std::any_of(context.graph.entities.begin(), context.graph.entities.end(),
                  [](const Entity& entity) { return entity.is("balloon"); });
  if (has_balloons || balloon == nullptr) return;
  struct Balloon {
    double x, y;
    std::string_view colour;
  };
  constexpr std::array<Balloon, 3> balloons{
      {{-0.34, 0.44, "blue"}, {0.35, 0.40, ""}, {0.27, 0.54, "yellow"}}};
  for (const Balloon& one : balloons) {
    context.scene.add({.icon = balloon,
                       .x = scene.middle + one.x * wide,
                       .base = scene.height * one.y,
                       .height = scene.side * 0.20,
                       .colour = std::string(one.colour),
                       .depth = 1});
  }
}

// Adds four sparkles when the corners are free.
void add_sparkles(LayoutContext& context) {
  const Setting& setting = context.setting;
  const bool busy = setting.dark || setting.stormy || setting.is(Place::sea) ||
                    setting.is(Place::underwater) || setting.is(Place::snow) ||
                    setting.is(Place::party) || context.subject().in_rows ||
                    context.subject().is("birthday-cake");
  if (busy) return;
  constexpr std::array<Point, 4> corners{
      {{-0.80, -0.60}, {0.76, -0.64}, {-0.99, 0.14}, {0.97, 0.25}}};
  constexpr std::array<std::string_view, 4> colours{"#ffc93c", "#7cc6f2", "#ff9fb6", "#ffc93c"};
  const Scene& scene = context.scene;
  const double wide = std::min(scene.width, scene.side * 1.25);
  const std::size_t first_free = has_hearts(context.graph) ? 2 : 0;
  for (std::size_t i = first_free; i < corners.size(); ++i) {
    const double x =
        scene.middle + (corners.at(i).x + context.random.between(-0.08, 0.08)) * wide * 0.41;
    const double y =
        scene.height * (0.46 + (corners.at(i).y + context.random.between(-0.08, 0.08)) * 0.38);
    const double radius = scene.side * context.random.between(0.014, 0.026);
    const std::optional<Point> spot = free_point(scene, {x, y}, radius);
    if (spot) add_mark(context, sparkle_svg(*spot, radius, colours.at(i)));
  }
}

void add_thunderclouds(LayoutContext& context) {
  constexpr std::array<double, 3> x{0.22, 0.5, 0.78};
  constexpr std::array<double, 3> y{0.27, 0.22, 0.27};
  constexpr std::array<double, 3> size{0.20, 0.19, 0.21};
  const Scene& scene = context.scene;
  const double wide = std::min(scene.width, scene.side * 1.25);
  const double left = scene.middle - wide / 2;
  const auto put = [&](std::string_view slug, double px, double py, double height, double depth,
                       double turn) {
    const Icon* icon = find_icon(slug);
    if (icon == nullptr) return;
    context.scene.add({.icon = icon,
                       .x = left + wide * px,
                       .base = scene.height * py,
                       .height = scene.side * height,
                       .mirrored = turn < 0,
                       .turn = turn,
                       .depth = depth});
  };
  for (std::size_t i = 0; i < x.size(); ++i)
    put("p:stormcloud", x.at(i), y.at(i), size.at(i), 1, 0);
  if (!context.setting.is(Place::storm)) return;
  put("high-voltage", 0.79, 0.46, 0.20, 0.9, 6);
  put("high-voltage", 0.20, 0.42, 0.15, 0.9, -6);
}

}  // namespace

void add_marks(LayoutContext& context) {
  using enum Action;
  const SceneGraph& graph = context.graph;
  const bool celebrates =
      context.setting.is(Place::party) || context.subject().is("birthday-cake") ||
      context.subject().is("wrapped-gift") || context.subject().is("party-popper");
  add_motion(context);
  if (graph.any_entity_does(sleep)) add_snores(context);
  if (has_hearts(graph)) add_hearts(context);
  if (graph.any_entity_does(sing) || graph.any_entity_does(dance)) add_notes(context);
  if (graph.any_entity_does(sad)) add_tears(context);
  if (celebrates) add_party(context);
  if (context.setting.stormy) add_thunderclouds(context);
  add_sparkles(context);
}

}  // namespace limner::art
