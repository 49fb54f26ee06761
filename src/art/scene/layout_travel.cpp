// Places moving subjects: on a wave, on the water, towards a target in the sky.
#include "art/scene/effect.hpp"
#include "art/scene/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace limner::art {
namespace {

constexpr std::array<std::string_view, 3> deep_water{"#2f95d3", "#1f7bb8", "#1f7bb8"};

void mark_placed(LayoutContext& context, std::string_view slug) {
  for (Entity& entity : context.graph.entities) {
    if (entity.is(slug)) entity.placed = true;
  }
}

void add_puffs(LayoutContext& context, double x, double y) {
  constexpr std::array<std::string_view, 3> greys{"#fff", "#f1f4fb", "#e3e9f5"};
  const double side = context.scene.side;
  for (int i = 0; i < 7; ++i) {
    const double away = i / 6.0;
    const double puff_x = x - away * side * 0.10 + context.random.between(-0.02, 0.02) * side;
    const double puff_y = y + away * side * 0.09 + context.random.between(-0.01, 0.02) * side;
    context.scene.add_shape(
        fmt::format("<circle cx='{:.1f}' cy='{:.1f}' r='{:.1f}' fill='{}'/>", puff_x, puff_y,
                    side * (0.022 + 0.03 * away), greys.at(static_cast<std::size_t>(i) % 3)),
        4.5 + away * 0.1);
  }
}

}  // namespace

void lay_out_surf(LayoutContext& context) {
  Scene& scene = context.scene;
  const double x = scene.middle;
  const double h = scene.height;
  const double wide = std::min(scene.width, scene.side * 1.2);
  mark_placed(context, "p:surfboard");
  mark_placed(context, "water-wave");
  place_prop(context, "water-wave",
             {.x = x + wide * 0.10,
              .base = h * 0.86,
              .height = scene.side * 0.62,
              .depth = 3,
              .mirrored = true});
  scene.add_shape(waves_svg({.x = x, .y = h * 0.76, .width = wide * 0.80, .height = h * 0.16}), 4);
  place_prop(context, "p:surfboard",
             {.x = x - wide * 0.03,
              .base = h * 0.765,
              .height = scene.side * 0.17,
              .depth = 6,
              .turn = -4});
  place_subject(context, 0,
                {.x = x - wide * 0.03,
                 .base = h * 0.70,
                 .height = Scene::fitting_height(context.subject().icon(), wide * 0.40, h * 0.44),
                 .depth = 8,
                 .turn = -7});
  scene.add_shape(splash_svg({x, h * 0.75}, wide * 0.58, h * 0.10, scene.side, context.random), 30,
                  Layer::mark);
  scene.add_shape(waves_svg({.x = x,
                             .y = h * 0.825,
                             .width = wide * 0.72,
                             .height = h * 0.11,
                             .layers = 2,
                             .colours = deep_water}),
                  31);
}

void lay_out_towards(LayoutContext& context, std::size_t target) {
  Scene& scene = context.scene;
  const double side = scene.side;
  const bool flies = context.setting.ground == Ground::air || context.subject().does(Action::fly);
  if (!flies) return lay_out_beside(context, target);
  const Icon& goal = context.graph.entities[target].icon();
  const double goal_height = Scene::fitting_height(goal, side * 0.34, side * 0.34);
  const bool wide = scene.width > scene.height * 1.2;
  place(context, target,
        {.x = scene.width * (wide ? 0.72 : 0.74),
         .base = scene.height * 0.26 + goal_height / 2,
         .height = goal_height,
         .depth = 3});
  const double x = scene.width * 0.37;
  const double y = scene.height * 0.82;
  const double height = Scene::fitting_height(context.subject().icon(), side * 0.44, side * 0.44);
  scene.add_shape(
      fmt::format("<path d='M{:.1f} {:.1f} Q{:.1f} {:.1f} {:.1f} {:.1f}' fill='none' stroke='{}' "
                  "stroke-width='{:.1f}' stroke-dasharray='{:.1f} {:.1f}' stroke-linecap='round'/>",
                  x + height * 0.42, y - height * 0.80, scene.width * 0.60, scene.height * 0.34,
                  scene.width * 0.62, scene.height * 0.33,
                  context.setting.dark ? "#fff" : "#88aaaa", side * 0.008, side * 0.012,
                  side * 0.026),
      4);
  add_puffs(context, x - height * 0.30, y - height * 0.06);
  place_subject(context, 0, {.x = x, .base = y, .height = height, .depth = 9});
  if (context.setting.dark) {
    place_prop(
        context, "ringed-planet",
        {.x = scene.width * 0.20, .base = scene.height * 0.30, .height = side * 0.12, .depth = 2});
  }
}

// Both figures run to the right, one behind the other.
void lay_out_chase(LayoutContext& context, std::size_t chased) {
  Scene& scene = context.scene;
  const Icon& icon = context.subject().icon();
  const Icon& other = context.graph.entities[chased].icon();
  const double wide = std::min(scene.width, scene.side * 1.2);
  const double tall = std::max(stature(icon), stature(other));
  const auto height_of = [&](const Icon& runner) {
    return Scene::fitting_height(runner, wide * 0.42,
                                 scene.height * 0.5 * std::max(0.5, stature(runner) / tall));
  };
  add_ground(context, context.setting.ground, scene.middle, scene.ground - scene.side * 0.01,
             std::min(scene.width * 0.92, scene.side * 0.92));
  place(context, chased,
        {.x = scene.middle + wide * 0.26,
         .base = scene.ground + scene.side * 0.02,
         .height = height_of(other),
         .depth = 9,
         .mirrored = other.head.facing == 'L',
         .turn = -4,
         .shadow = 0.7});
  place_subject(context, 0,
                {.x = scene.middle - wide * 0.13,
                 .base = scene.ground,
                 .height = height_of(icon),
                 .mirrored = icon.head.facing == 'L',
                 .turn = -5,
                 .shadow = 0.7});
}

void lay_out_sea(LayoutContext& context) {
  Scene& scene = context.scene;
  const double h = scene.height;
  const bool boat = is_boat(context.subject().icon());
  const auto& water = context.setting.stormy ? stormy_water : Waves{}.colours;
  const double width = std::min(scene.width * 0.88, scene.side * 1.05);
  scene.add_shape(waves_svg({.x = scene.middle,
                             .y = h * 0.68,
                             .width = width,
                             .height = h * 0.14,
                             .layers = 2,
                             .colours = water}),
                  3);
  const auto count = std::min<std::size_t>(context.subject().count(), 4);
  const double share = count > 1 ? 0.8 / static_cast<double>(count) : 0.62;
  for (std::size_t i = 0; i < count; ++i) {
    const double aside = (static_cast<double>(i) + 0.5) / static_cast<double>(count) - 0.5;
    const Icon& icon = *context.subject().icons[i];
    const bool at_home = ground_of(icon) == Ground::sea || boat;
    const double sunk = at_home ? 0 : h * 0.05;
    place_subject(
        context, 0,
        {.x = scene.middle + aside * width * 0.85,
         .base = h * (i % 2 == 0 ? 0.79 : 0.765) + sunk,
         .height = Scene::fitting_height(icon, std::min(scene.width, scene.side * 1.3) * share,
                                         h * (count > 1 ? 0.42 : 0.58)),
         .depth = i % 2 == 0 ? 6.0 : 5.0,
         .turn = context.setting.stormy ? -6.0
                 : boat                 ? -2.0
                                        : 0.0,
         .copy = i});
  }
  scene.add_shape(waves_svg({.x = scene.middle,
                             .y = h * 0.755,
                             .width = std::min(scene.width * 0.84, scene.side),
                             .height = h * 0.17,
                             .colours = water}),
                  12);
}

}  // namespace limner::art
