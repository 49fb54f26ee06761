// One figure, large, in the middle; a person without legs in a round badge.
#include "art/scene/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace limner::art {
namespace {

// Shares of the picture that the subject may fill, depending on its neighbours.
struct AvailableSize {
  double width = 0.70;
  double height = 0.64;
};

AvailableSize available_size(const LayoutContext& context) {
  using enum Relation;
  if (!unplaced(context, {over}).empty()) return {0.5, 0.42};
  if (!unplaced(context, {on}).empty()) return {0.5, 0.40};
  if (!unplaced(context, {walk}).empty()) return {0.40, 0.56};
  if (!unplaced(context, {with, hold, play, in, at, walk, full, of}).empty()) return {0.62, 0.60};
  return {};
}

void add_clouds(LayoutContext& context) {
  struct Cloud {
    double x, y, size;
    bool front;
  };
  constexpr std::array<Cloud, 4> clouds{{{-0.33, 0.30, 0.11, false},
                                         {0.33, 0.36, 0.13, false},
                                         {-0.30, 0.80, 0.12, true},
                                         {0.26, 0.84, 0.15, true}}};
  const Icon* icon = find_icon("p:cloud");
  if (icon == nullptr) return;
  const double wide = std::min(context.scene.width, context.scene.side * 1.3);
  for (const Cloud& cloud : clouds) {
    context.scene.add({.icon = icon,
                       .x = context.scene.middle + cloud.x * wide,
                       .base = context.scene.height * cloud.y,
                       .height = context.scene.side * cloud.size,
                       .depth = cloud.front ? 12.0 : 1.0});
  }
}

// A lake in front of a subject on its shore.
void add_lake(LayoutContext& context) {
  const Scene& scene = context.scene;
  const double wide = std::min(scene.width * 0.8, scene.side * 0.78);
  const auto water = [&](double down, double share, std::string_view colour) {
    return fmt::format("<ellipse cx='{:.1f}' cy='{:.1f}' rx='{:.1f}' ry='{:.1f}' fill='{}'/>",
                       scene.middle, scene.ground + scene.side * down, wide * share / 2,
                       scene.side * 0.075 * share, colour);
  };
  context.scene.add_shape(
      water(0.055, 1, "#3fa9dc") + water(0.05, 0.96, "#6cc6ee") + water(0.04, 0.5, "#9adcf6"), 11,
      Layer::ground);
}

bool holds(const LayoutContext& context, std::string_view drawing) {
  const std::vector<std::size_t> held = unplaced(context, {Relation::hold, Relation::play});
  return std::any_of(held.begin(), held.end(), [&](std::size_t entity) {
    return context.graph.entities[entity].is(drawing);
  });
}

// Horizontal offset as a share of the width: space for a thing that is led or held.
double aside_of(const LayoutContext& context) {
  const char facing = context.subject().icon().head.facing;
  if (!unplaced(context, {Relation::walk}).empty()) return -0.19;
  if (holds(context, "kite")) return facing == 'L' ? 0.16 : -0.16;
  if (facing == 'F' || unplaced(context, {Relation::hold, Relation::play}).empty()) return 0;
  return facing == 'L' ? 0.04 : -0.08;
}

// The moon stands in the sky, above the sea that it lights.
bool is_moonlit(const LayoutContext& context) {
  return context.setting.dark && context.setting.is(Place::sea) &&
         context.subject().icon().slug.ends_with("-moon");
}

double foot_of(const LayoutContext& context, double height, bool floats, bool above_others) {
  const Scene& scene = context.scene;
  if (is_moonlit(context)) return scene.height * 0.46;
  if (above_others) return scene.height * 0.56;
  return floats ? scene.height * 0.5 + height / 2 : scene.ground;
}

}  // namespace

void lay_out_alone(LayoutContext& context) {
  using enum Relation;
  Scene& scene = context.scene;
  const Icon& icon = context.subject().icon();
  const AvailableSize available = available_size(context);
  const bool flies = context.subject().does(Action::fly);
  const bool aloft =
      (context.setting.ground == Ground::air || flies) && unplaced(context, {on, by, in}).empty();
  const bool swims = context.setting.ground == Ground::underwater;
  const bool above_others = !unplaced(context, {over}).empty();
  const double wide = std::min(scene.width, scene.side * 1.2);
  const double height =
      Scene::fitting_height(icon, wide * available.width, scene.height * available.height) *
      std::min(context.subject().size, is_moonlit(context) ? 0.5 : 1.0);
  if (!aloft && !above_others) {
    add_ground(context, context.setting.ground, scene.middle, scene.ground - scene.side * 0.01,
               std::min(scene.width * 0.90, scene.side * 0.86));
  }
  place_subject(context, 0,
                {.x = scene.middle + wide * aside_of(context),
                 .base = foot_of(context, height, aloft || swims, above_others),
                 .height = height,
                 .shadow = aloft || swims || above_others ? 0 : 0.8});
  const bool by_water = context.setting.is(Place::sea) && !aloft && !swims && !above_others;
  if (by_water) add_lake(context);
  const bool cloudless = context.setting.dark || context.setting.stormy || above_others ||
                         context.setting.is(Place::underwater) || icon.slug == "p:rainbow" ||
                         icon.slug == "p:cloud";
  if (aloft && !cloudless) add_clouds(context);
}

void lay_out_bust(LayoutContext& context) {
  Scene& scene = context.scene;
  const double side = scene.side;
  const double x = scene.middle;
  const double radius = side * 0.36 * 1.06;
  const double y = scene.height * 0.48;
  const std::string_view sky =
      scene.vignette.empty() || context.setting.pastel != "#dff1fa" ? "#8ecbe8" : "#f7b8a5";
  scene.add_shape(
      fmt::format("<circle cx='{0:.1f}' cy='{1:.1f}' r='{2:.1f}' fill='{3}'/><circle cx='{0:.1f}' "
                  "cy='{1:.1f}' r='{2:.1f}' fill='none' stroke='#fff' stroke-width='{4:.1f}'/>",
                  x, y, radius, sky, side * 0.016),
      3, Layer::ground);
  const double inner = side * 0.36 * 1.03;
  const std::size_t figure = place_subject(
      context, 0,
      {.x = x,
       .base = y + side * 0.36,
       .height = Scene::fitting_height(context.subject().icon(), side * 0.60, side * 0.62)});
  // The clip path is open at the top, so that a hat may protrude from the badge.
  scene.figures[figure].within =
      fmt::format("M{:.1f} -200 H{:.1f} V{:.1f} A{:.1f} {:.1f} 0 0 1 {:.1f} {:.1f} Z", x - inner,
                  x + inner, y, inner, inner, x - inner, y);
  scene.ground = y + side * 0.36 * 1.02;
}

}  // namespace limner::art
