// Small companions at the feet, what is over, under or behind, and what is left.
#include "art/scene/layout.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace limner::art {
namespace {

// What is strewn over a thing or drawn round a part of it: where on the thing.
struct Overlay {
  std::string_view drawing;
  double x, y, width;  // middle, foot and width, as shares of the thing's box
};

const Overlay* overlay_for(std::string_view drawing) {
  static constexpr std::array<Overlay, 2> overlays{
      {{"p:sprinkles", 0.5, 0.60, 0.62}, {"p:ring", 0.635, 0.80, 0.20}}};
  const auto* found = std::find_if(overlays.begin(), overlays.end(),
                                   [&](const Overlay& o) { return o.drawing == drawing; });
  return found == overlays.end() ? nullptr : found;
}

void place_overlay(LayoutContext& stage, std::size_t role, const Overlay& way) {
  const Figure lead = stage.lead();
  const Icon& icon = stage.cast.roles[role].icon();
  place(stage, role,
        {.x = lead.x + (way.x - 0.5) * lead.width(),
         .base = lead.base - (1 - way.y) * lead.height,
         .height = way.width * lead.width() / aspect(icon),
         .depth = lead.depth + 0.5});
}

// Flames leave a dragon by its mouth.
void breathe_fire(LayoutContext& stage, std::size_t role) {
  const Figure lead = stage.lead();
  const bool left = lead.faces_left();
  const Head& head = lead.icon->head;
  const Spot mouth = lead.at(head.eye_x - (head.facing == 'L' ? 0.2 : -0.2) * head.width,
                             head.eye_y + head.width * 0.25);
  place(stage, role,
        {.x = mouth.x,
         .base = mouth.y,
         .height = lead.height * 0.36,
         .depth = lead.depth + 0.5,
         .turn = left ? -100.0 : 100.0});
}

// To the left, and smaller: the first companion comes to the right.
void make_way(LayoutContext& stage) {
  Figure& lead = stage.lead();
  lead.height *= 0.84;
  lead.x -= std::min(stage.scene.width, stage.scene.side * 1.2) * 0.09;
}

void add_companion(LayoutContext& stage, std::size_t role) {
  struct Seat {
    double x, down;
  };
  constexpr std::array<Seat, 5> seats{
      {{0.40, 0.035}, {-0.40, 0.03}, {0.16, 0.06}, {-0.17, 0.065}, {0.55, 0}}};
  Scene& scene = stage.scene;
  const Icon& icon = stage.cast.roles[role].icon();
  const double size = std::clamp(stature(icon) / stature(*stage.lead().icon), 0.26, 0.62);
  const double usual =
      Scene::fitting(icon, std::min(scene.width, scene.side) * 0.30, stage.lead().height * size);
  const std::size_t copies = std::min<std::size_t>(stage.cast.roles[role].count(), 5);
  const std::size_t before = scene.figures.size();
  const bool hand_is_full = !waiting(stage, {Relation::hold, Relation::play}).empty();
  const double other_side = hand_is_full ? (stage.lead().icon->head.facing == 'L' ? 1 : -1) : 0;
  const bool swims = ground_of(icon) == Ground::underwater && stage.setting.is(Place::underwater);
  // In water there is no near and far: beside it, not before it.
  const bool in_water = swims || stage.setting.ground == Ground::sea;
  if (in_water && stage.leads.size() == 1 && stage.companions == 0) make_way(stage);
  const Figure lead = stage.lead();
  const double clear =
      in_water ? lead.width() * 0.5 + usual * aspect(icon) * 0.45 : scene.side * 0.22;
  for (std::size_t i = 0; i < copies; ++i) {
    const Seat& seat = seats.at(stage.companions++ % seats.size());
    const std::size_t placed = place(
        stage, role,
        {.x = lead.x + (other_side == 0 ? seat.x : other_side * std::abs(seat.x)) / 0.4 *
                           std::max(lead.width() * 0.42, clear),
         .base = swims ? scene.height * (0.34 + seat.down * 6) + usual / 2
                       : scene.ground + seat.down * scene.height,
         .height = usual * stage.random.between(0.9, 1.1) * (i < 2 ? 1 : 0.85),
         .depth = 14 + static_cast<double>(before % 50) * 0.05 + static_cast<double>(i) * 0.01,
         .mirrored = i % 2 == 0,
         .turn = stage.random.between(-6, 6),
         .shadow = swims ? 0 : 0.8,
         .copy = i});
    Figure& thing = scene.figures[placed];
    if (thing.colour.empty()) thing.colour = colour_of_copy(icon, i);
  }
}

// "in a castle", "in its web": it stands behind, larger.
void add_backdrop(LayoutContext& stage, std::size_t role) {
  Scene& scene = stage.scene;
  const Icon& icon = stage.cast.roles[role].icon();
  const double wide = std::min(scene.width, scene.side * 1.2);
  const bool hangs = icon.slug == "spider-web";
  const double height = Scene::fitting(icon, wide * 0.78, scene.height * 0.66);
  for (std::size_t lead : stage.leads) {
    Figure& figure = scene.figures[lead];
    const double smaller = std::min(1.0, height * (hangs ? 0.5 : 0.56) / figure.height);
    figure.height *= smaller;
    figure.base += hangs ? -height * 0.28 : scene.side * 0.02;
    if (hangs) figure.shadow = 0;
  }
  place(stage, role,
        {.x = scene.middle,
         .base = scene.ground - scene.side * 0.015,
         .height = height,
         .depth = 2,
         .shadow = hangs ? 0 : 0.8});
}

// One to each side, behind the shoulders.
void add_wings(LayoutContext& stage, std::size_t role) {
  const Figure body = stage.lead();
  const double height = body.height * 0.5;
  for (const bool left : {true, false}) {
    const double away = body.width() * 0.5 + height * aspect(stage.cast.roles[role].icon()) * 0.28;
    place(stage, role,
          {.x = body.x + (left ? -away : away),
           .base = body.base - body.height * 0.34,
           .height = height,
           .depth = body.depth - 1,
           .mirrored = !left,
           .turn = left ? 12.0 : -12.0});
  }
}

void add_below(LayoutContext& stage, std::size_t role) {
  constexpr std::array<double, 3> aside{0, -0.24, 0.25};
  constexpr std::array<double, 3> heights{0.30, 0.22, 0.24};
  Scene& scene = stage.scene;
  const double wide = std::min(scene.width, scene.side * 1.2);
  add_ground(stage, Ground::grass, scene.middle, scene.ground,
             std::min(scene.width * 0.9, wide * 0.9));
  const std::size_t copies = std::min<std::size_t>(stage.cast.roles[role].count(), 3);
  for (std::size_t i = 0; i < copies; ++i) {
    place(stage, role,
          {.x = scene.middle + aside.at(i) * wide,
           .base = scene.ground,
           .height = scene.side * heights.at(i),
           .depth = 4 - 0.1 * static_cast<double>(i),
           .copy = i});
  }
}

// Everyone that stands moves towards a point and shrinks: room for what comes.
void shrink_leads(LayoutContext& stage, double factor, double shift) {
  const double middle = stage.scene.middle;
  for (Figure& figure : stage.scene.figures) {
    figure.x = middle + (figure.x - middle) * factor + shift;
    figure.base = stage.scene.ground + (figure.base - stage.scene.ground) * factor;
    figure.height *= factor;
  }
}

// The moon, stars, clouds: small and far, to the upper right.
void add_to_sky(LayoutContext& stage, std::size_t role) {
  constexpr std::array<Spot, 5> spots{
      {{0.30, 0.24}, {-0.32, 0.22}, {0.12, 0.16}, {-0.14, 0.15}, {0.40, 0.40}}};
  const Scene& scene = stage.scene;
  const double wide = std::min(scene.width, scene.side * 1.2);
  const std::size_t copies = std::min(stage.cast.roles[role].count(), spots.size());
  for (std::size_t i = 0; i < copies; ++i) {
    const double height = scene.side * (copies > 1 ? 0.11 : 0.2);
    place(stage, role,
          {.x = scene.middle + spots.at(i).x * wide,
           .base = scene.height * spots.at(i).y + height / 2,
           .height = height,
           .depth = 2,
           .turn = copies > 1 ? stage.random.between(-12, 12) : 0,
           .copy = i});
  }
}

void add_above(LayoutContext& stage, std::size_t role) {
  Scene& scene = stage.scene;
  const Icon& icon = stage.cast.roles[role].icon();
  const double wide = std::min(scene.width, scene.side * 1.2);
  if (icon.slug == "p:rainbow") {
    shrink_leads(stage, 0.84, 0);
    place(stage, role,
          {.x = scene.middle,
           .base = scene.height * 0.74,
           .height = Scene::fitting(icon, wide * 0.88, scene.height * 0.62),
           .depth = 1});
    return;
  }
  const bool in_the_sky = ground_of(icon) == Ground::air;
  if (in_the_sky) return add_to_sky(stage, role);
  const bool held_up = icon.slug.starts_with("umbrella");
  if (held_up) {
    shrink_leads(stage, 0.72, 0);
    const Figure& lead = stage.lead();
    const double height = Scene::fitting(icon, wide * 0.6, scene.height * 0.34);
    place(stage, role,
          {.x = lead.x,
           .base = lead.base - lead.height + height * 0.12,
           .height = height,
           .depth = lead.depth - 1});
    return;
  }
  shrink_leads(stage, 0.6, -wide * 0.12);
  place(stage, role,
        {.x = scene.middle + wide * 0.1,
         .base = scene.ground,
         .height = Scene::fitting(icon, wide * 0.8, scene.height * 0.72),
         .depth = 2});
}

void add_in_front(LayoutContext& stage, std::size_t role) {
  Scene& scene = stage.scene;
  const Icon& icon = stage.cast.roles[role].icon();
  const double wide = std::min(scene.width, scene.side * 1.2);
  const bool aloft = ground_of(icon) == Ground::air;
  const Figure lead = stage.lead();
  const double height =
      Scene::fitting(icon, wide * 0.6, std::min(scene.height * 0.45, lead.height * 0.6));
  place(stage, role,
        {.x = lead.x + lead.width() * 0.30,
         .base = aloft ? lead.base - lead.height * 0.05 : scene.ground + scene.side * 0.02,
         .height = height,
         .depth = lead.depth + 2,
         .shadow = aloft ? 0 : 0.8});
}

// A parrot sits on a person's shoulder, not on the head.
void sit_on_shoulder(LayoutContext& stage, std::size_t role) {
  Scene& scene = stage.scene;
  const Icon& icon = stage.cast.roles[role].icon();
  const double height = scene.height * 0.52;
  const std::size_t under = place(stage, role,
                                  {.x = scene.middle + scene.side * 0.06,
                                   .base = scene.ground,
                                   .height = height,
                                   .depth = 4,
                                   .shadow = 0.8});
  const Spot shoulder = scene.figures[under].at(43, 80);
  Figure& bird = stage.lead();
  bird.height = Scene::fitting(*bird.icon, height * aspect(icon) * 0.5, height * 0.46);
  bird.x = shoulder.x - bird.width() * 0.28;
  bird.base = shoulder.y;
  bird.shadow = 0;
}

void add_underfoot(LayoutContext& stage, std::size_t role) {
  Scene& scene = stage.scene;
  const Icon& icon = stage.cast.roles[role].icon();
  const bool stands = icon.slug.starts_with("h:") || icon.slug == "p:pirate";
  if (stands && stage.leads.size() == 1 && stature(*stage.lead().icon) <= 0.5) {
    return sit_on_shoulder(stage, role);
  }
  const double wide = std::min(scene.width, scene.side * 1.2);
  const bool afloat = stage.setting.ground == Ground::air && ground_of(icon) != Ground::air;
  if (afloat) {
    add_ground(stage, Ground::grass, scene.middle, scene.ground - scene.side * 0.01,
               std::min(scene.width * 0.8, scene.side * 0.6));
  }
  const double ratio = stature(icon) / stature(*stage.lead().icon);
  const double height =
      Scene::fitting(icon, wide * 0.6, scene.height * std::clamp(0.36 * ratio, 0.30, 0.54));
  place(stage, role,
        {.x = scene.middle, .base = scene.ground, .height = height, .depth = 4, .shadow = 0.8});
  const double rise = height * (can_act(icon) ? 0.95 : 0.86);
  const double most = std::min(scene.height * 0.40, height / std::max(ratio, 0.6) * 1.15);
  for (std::size_t lead : stage.leads) {
    Figure& figure = scene.figures[lead];
    const double smaller = std::min(1.0, most / figure.height);
    figure.x = scene.middle + (figure.x - scene.middle) * smaller;
    figure.height *= smaller;
    figure.base = scene.ground - rise;
    figure.shadow = 0;
  }
}

void add_at_the_side(LayoutContext& stage, std::size_t role, std::size_t index) {
  Scene& scene = stage.scene;
  const Icon& icon = stage.cast.roles[role].icon();
  const double wide = std::min(scene.width, scene.side * 1.2);
  const bool aloft = ground_of(icon) == Ground::air;
  place(stage, role,
        {.x = scene.middle + (index % 2 == 0 ? 0.34 : -0.34) * wide,
         .base = aloft ? scene.height * 0.36 : scene.ground + scene.side * 0.02,
         .height = Scene::fitting(icon, wide * 0.25, scene.height * 0.26),
         .depth = aloft ? 3.0 : 15.0,
         .shadow = aloft ? 0 : 0.8});
}

}  // namespace

void add_companions(LayoutContext& stage) {
  using enum Relation;
  if (stage.leads.empty()) return;
  for (std::size_t role : waiting(stage, {with, also, of, full, none, in})) {
    const Icon& icon = stage.cast.roles[role].icon();
    if (fill(stage, role)) continue;
    if (icon.slug == "wing") {
      add_wings(stage, role);
      continue;
    }
    if (const Overlay* way = overlay_for(icon.slug)) {
      place_overlay(stage, role, *way);
      continue;
    }
    if (icon.slug == "fire" && stage.lead().icon->slug == "dragon") {
      breathe_fire(stage, role);
      continue;
    }
    const bool around =
        stage.cast.roles[role].relation == in && stature(icon) > 0.85 * stature(*stage.lead().icon);
    if (around) {
      add_backdrop(stage, role);
      continue;
    }
    const bool comes_later = worn(icon.slug) != nullptr && !stage.lead().icon->eyes.empty();
    if (!comes_later && ground_of(icon) != Ground::air) add_companion(stage, role);
  }
}

void add_surroundings(LayoutContext& stage) {
  using enum Relation;
  if (stage.leads.empty()) return;
  for (std::size_t role : waiting(stage, {over})) add_below(stage, role);
  for (std::size_t role : waiting(stage, {under})) add_above(stage, role);
  for (std::size_t role : waiting(stage, {behind})) add_in_front(stage, role);
  for (std::size_t role : waiting(stage, {on})) add_underfoot(stage, role);
  std::size_t left = 0;
  for (std::size_t role = 1; role < stage.cast.roles.size(); ++role) {
    if (!stage.cast.roles[role].drawn) add_at_the_side(stage, role, left++);
  }
}

}  // namespace limner::art
