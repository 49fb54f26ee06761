// Zzz over sleepers, hearts for the happy, notes for dancers, dust for runners,
// confetti at parties.
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
bool is_free(const Scene& scene, Spot spot, double radius) {
  return std::none_of(scene.figures.begin(), scene.figures.end(), [&](const Figure& figure) {
    const double half = figure.width() / 2 + radius;
    return figure.depth > 3 && std::abs(spot.x - figure.x) < half &&
           spot.y < figure.base + radius && spot.y > figure.base - figure.height - radius;
  });
}

// The free spot nearest above and outwards; nothing when there is none.
std::optional<Spot> free_spot(const Scene& scene, Spot spot, double radius) {
  const double out = spot.x < scene.middle ? -1 : 1;
  for (int step = 0; step < 9; ++step) {
    const Spot tried{spot.x + out * step * radius * 0.9, spot.y - step * radius * 0.9};
    const bool inside = tried.x > radius && tried.x < scene.width - radius && tried.y > radius;
    if (inside && is_free(scene, tried, radius)) return tried;
  }
  return std::nullopt;
}

void add_mark(LayoutContext& stage, std::string svg) {
  stage.scene.add_shape(std::move(svg), 40, Layer::mark);
}

void add_snores(LayoutContext& stage) {
  const double side = stage.scene.side;
  for (std::size_t role = 0; role < stage.cast.roles.size(); ++role) {
    if (!stage.cast.roles[role].does(Action::sleep) || !stage.played_by[role]) continue;
    const Spot head = stage.scene.figures[*stage.played_by[role]].head();
    const Spot foot{head.x + side * 0.05, head.y - side * 0.02};
    add_mark(stage, snores_svg(foot, side * 0.036));
    stage.scene.kept_inside.push_back({foot.x + side * 0.125, foot.y - side * 0.135});
    return;
  }
}

bool has_hearts(const SceneGraph& cast) {
  return cast.family || cast.is_at(Place::valentine) || cast.anyone_does(Action::happy) ||
         cast.anyone_does(Action::love);
}

void add_hearts(LayoutContext& stage) {
  constexpr std::array<double, 3> x{-0.30, 0.31, 0.39};
  constexpr std::array<double, 3> y{0.27, 0.22, 0.33};
  constexpr std::array<double, 3> size{0.030, 0.036, 0.022};
  constexpr std::array<double, 3> turn{-14, 12, 6};
  const double wide = std::min(stage.scene.width, stage.scene.side * 1.2);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double radius = stage.scene.side * size.at(i);
    const Spot usual{stage.scene.middle + x.at(i) * wide, stage.scene.height * y.at(i)};
    const std::optional<Spot> spot = free_spot(stage.scene, usual, radius * 1.2);
    if (spot) add_mark(stage, heart_svg(*spot, radius, turn.at(i)));
  }
}

void add_notes(LayoutContext& stage) {
  constexpr std::array<double, 3> x{-0.36, 0.34, 0.42};
  constexpr std::array<double, 3> y{0.34, 0.24, 0.42};
  constexpr std::array<std::string_view, 3> colours{"#7e57c2", "#ef476f", "#26a69a"};
  const double wide = std::min(stage.scene.width, stage.scene.side * 1.1);
  for (std::size_t i = 0; i < x.size(); ++i) {
    add_mark(stage, note_svg({stage.scene.middle + x.at(i) * wide, stage.scene.height * y.at(i)},
                             stage.scene.side * 0.07, colours.at(i)));
  }
}

void add_motion(LayoutContext& stage) {
  using enum Action;
  for (std::size_t index : stage.leads) {
    Figure& figure = stage.scene.figures[index];
    if (stage.subject().does(dance)) figure.turn += figure.x < stage.scene.middle ? -5 : 6;
    if (stage.subject().does(jump) && figure.shadow > 0) {
      figure.base -= figure.height * 0.16;
      figure.turn -= 4;
    }
  }
  const bool rushes = stage.subject().does(run) || stage.subject().does(chase);
  if (!rushes || stage.leads.empty()) return;
  const Figure& last = stage.lead();
  const double length = stage.scene.side * 0.12;
  const bool left = last.icon->head.facing == 'L' ? !last.mirrored : last.mirrored;
  if (left) return;
  add_mark(stage, rush_svg({last.x - last.width() * 0.55, last.base}, length));
}

void add_tears(LayoutContext& stage) {
  if (stage.leads.empty()) return;
  const Figure& figure = stage.lead();
  for (const Eye& eye : figure.icon->eyes) {
    const Spot spot = figure.at(eye.x, eye.y + eye.h * 0.7);
    add_mark(stage, tear_svg(spot, eye.h * figure.scale() * 0.55));
  }
}

void add_party(LayoutContext& stage) {
  const Scene& scene = stage.scene;
  const double wide = std::min(scene.width, scene.side * 1.25);
  stage.scene.add_shape(confetti_svg({scene.middle, scene.height * 0.44}, wide, scene.height,
                                     scene.side, stage.random),
                        2, Layer::mark);
  const Icon* balloon = find_icon("balloon");
  const bool has_balloons = std::any_of(stage.cast.roles.begin(), stage.cast.roles.end(),
                                        [](const Entity& role) { return role.is("balloon"); });
  if (has_balloons || balloon == nullptr) return;
  struct Balloon {
    double x, y;
    std::string_view colour;
  };
  constexpr std::array<Balloon, 3> balloons{
      {{-0.34, 0.44, "blue"}, {0.35, 0.40, ""}, {0.27, 0.54, "yellow"}}};
  for (const Balloon& one : balloons) {
    stage.scene.add({.icon = balloon,
                     .x = scene.middle + one.x * wide,
                     .base = scene.height * one.y,
                     .height = scene.side * 0.20,
                     .colour = std::string(one.colour),
                     .depth = 1});
  }
}

// Four sparkles where nothing else fills the corners.
void add_sparkles(LayoutContext& stage) {
  const Setting& setting = stage.setting;
  const bool busy = setting.dark || setting.stormy || setting.is(Place::sea) ||
                    setting.is(Place::underwater) || setting.is(Place::snow) ||
                    setting.is(Place::party) || stage.subject().in_rows ||
                    stage.subject().is("birthday-cake");
  if (busy) return;
  constexpr std::array<Spot, 4> corners{
      {{-0.80, -0.60}, {0.76, -0.64}, {-0.99, 0.14}, {0.97, 0.25}}};
  constexpr std::array<std::string_view, 4> colours{"#ffc93c", "#7cc6f2", "#ff9fb6", "#ffc93c"};
  const Scene& scene = stage.scene;
  const double wide = std::min(scene.width, scene.side * 1.25);
  const std::size_t first_free = has_hearts(stage.cast) ? 2 : 0;
  for (std::size_t i = first_free; i < corners.size(); ++i) {
    const double x =
        scene.middle + (corners.at(i).x + stage.random.between(-0.08, 0.08)) * wide * 0.41;
    const double y =
        scene.height * (0.46 + (corners.at(i).y + stage.random.between(-0.08, 0.08)) * 0.38);
    const double radius = scene.side * stage.random.between(0.014, 0.026);
    const std::optional<Spot> spot = free_spot(scene, {x, y}, radius);
    if (spot) add_mark(stage, sparkle_svg(*spot, radius, colours.at(i)));
  }
}

void add_thunderclouds(LayoutContext& stage) {
  constexpr std::array<double, 3> x{0.22, 0.5, 0.78};
  constexpr std::array<double, 3> y{0.27, 0.22, 0.27};
  constexpr std::array<double, 3> size{0.20, 0.19, 0.21};
  const Scene& scene = stage.scene;
  const double wide = std::min(scene.width, scene.side * 1.25);
  const double left = scene.middle - wide / 2;
  const auto put = [&](std::string_view slug, double px, double py, double height, double depth,
                       double turn) {
    const Icon* icon = find_icon(slug);
    if (icon == nullptr) return;
    stage.scene.add({.icon = icon,
                     .x = left + wide * px,
                     .base = scene.height * py,
                     .height = scene.side * height,
                     .mirrored = turn < 0,
                     .turn = turn,
                     .depth = depth});
  };
  for (std::size_t i = 0; i < x.size(); ++i)
    put("p:stormcloud", x.at(i), y.at(i), size.at(i), 1, 0);
  if (!stage.setting.is(Place::storm)) return;
  put("high-voltage", 0.79, 0.46, 0.20, 0.9, 6);
  put("high-voltage", 0.20, 0.42, 0.15, 0.9, -6);
}

}  // namespace

void add_feelings(LayoutContext& stage) {
  using enum Action;
  const SceneGraph& cast = stage.cast;
  const bool celebrates = stage.setting.is(Place::party) || stage.subject().is("birthday-cake") ||
                          stage.subject().is("wrapped-gift") || stage.subject().is("party-popper");
  add_motion(stage);
  if (cast.anyone_does(sleep)) add_snores(stage);
  if (has_hearts(cast)) add_hearts(stage);
  if (cast.anyone_does(sing) || cast.anyone_does(dance)) add_notes(stage);
  if (cast.anyone_does(sad)) add_tears(stage);
  if (celebrates) add_party(stage);
  if (stage.setting.stormy) add_thunderclouds(stage);
  add_sparkles(stage);
}

}  // namespace limner::art
