// Small things at the feet; things above, below, behind; and all remaining entities.
#include "art/scene/layout.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace limner::art {
namespace {

// Position of a drawing that is laid over a part of another.
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

void place_overlay(LayoutContext& context, std::size_t entity, const Overlay& way) {
  const Figure subject_figure = context.subject_figure();
  const Icon& icon = context.graph.entities[entity].icon();
  place(context, entity,
        {.x = subject_figure.x + (way.x - 0.5) * subject_figure.width(),
         .base = subject_figure.base - (1 - way.y) * subject_figure.height,
         .height = way.width * subject_figure.width() / aspect(icon),
         .depth = subject_figure.depth + 0.5});
}

// Places flames at a dragon's mouth.
void breathe_fire(LayoutContext& context, std::size_t entity) {
  const Figure subject_figure = context.subject_figure();
  const bool left = subject_figure.faces_left();
  const Head& head = subject_figure.icon->head;
  const Point mouth = subject_figure.at(head.eye_x - (head.facing == 'L' ? 0.2 : -0.2) * head.width,
                                        head.eye_y + head.width * 0.25);
  place(context, entity,
        {.x = mouth.x,
         .base = mouth.y,
         .height = subject_figure.height * 0.36,
         .depth = subject_figure.depth + 0.5,
         .turn = left ? -100.0 : 100.0});
}

// Shifts the subject to the left and shrinks it; the first small thing is placed at the right.
void shift_subject_left(LayoutContext& context) {
  Figure& subject_figure = context.subject_figure();
  subject_figure.height *= 0.84;
  subject_figure.x -= std::min(context.scene.width, context.scene.side * 1.2) * 0.09;
}

void place_small_thing(LayoutContext& context, std::size_t entity) {
  struct Seat {
    double x, down;
  };
  constexpr std::array<Seat, 5> seats{
      {{0.40, 0.035}, {-0.40, 0.03}, {0.16, 0.06}, {-0.17, 0.065}, {0.55, 0}}};
  Scene& scene = context.scene;
  const Icon& icon = context.graph.entities[entity].icon();
  const double size =
      std::clamp(stature(icon) / stature(*context.subject_figure().icon), 0.26, 0.62);
  const double usual = Scene::fitting_height(icon, std::min(scene.width, scene.side) * 0.30,
                                             context.subject_figure().height * size);
  const std::size_t copies = std::min<std::size_t>(context.graph.entities[entity].count(), 5);
  const std::size_t before = scene.figures.size();
  const bool hand_is_full = !unplaced(context, {Relation::hold, Relation::play}).empty();
  const double other_side =
      hand_is_full ? (context.subject_figure().icon->head.facing == 'L' ? 1 : -1) : 0;
  const bool swims = ground_of(icon) == Ground::underwater && context.setting.is(Place::underwater);
  // Under water things are placed beside the subject, not in front of it.
  const bool in_water = swims || context.setting.ground == Ground::sea;
  if (in_water && context.subject_figures.size() == 1 && context.small_things == 0)
    shift_subject_left(context);
  const Figure subject_figure = context.subject_figure();
  const double clear =
      in_water ? subject_figure.width() * 0.5 + usual * aspect(icon) * 0.45 : scene.side * 0.22;
  for (std::size_t i = 0; i < copies; ++i) {
    const Seat& seat = seats.at(context.small_things++ % seats.size());
    const std::size_t placed = place(
        context, entity,
        {.x = subject_figure.x + (other_side == 0 ? seat.x : other_side * std::abs(seat.x)) / 0.4 *
                                     std::max(subject_figure.width() * 0.42, clear),
         .base = swims ? scene.height * (0.34 + seat.down * 6) + usual / 2
                       : scene.ground + seat.down * scene.height,
         .height = usual * context.random.between(0.9, 1.1) * (i < 2 ? 1 : 0.85),
         .depth = 14 + static_cast<double>(before % 50) * 0.05 + static_cast<double>(i) * 0.01,
         .mirrored = i % 2 == 0,
         .turn = context.random.between(-6, 6),
         .shadow = swims ? 0 : 0.8,
         .copy = i});
    Figure& thing = scene.figures[placed];
    if (thing.colour.empty()) thing.colour = colour_of_copy(icon, i);
  }
}

// "in a castle", "in its web": placed behind the subject, larger.
void add_backdrop(LayoutContext& context, std::size_t entity) {
  Scene& scene = context.scene;
  const Icon& icon = context.graph.entities[entity].icon();
  const double wide = std::min(scene.width, scene.side * 1.2);
  const bool hangs = icon.slug == "spider-web";
  const double height = Scene::fitting_height(icon, wide * 0.78, scene.height * 0.66);
  for (std::size_t subject_figure : context.subject_figures) {
    Figure& figure = scene.figures[subject_figure];
    const double smaller = std::min(1.0, height * (hangs ? 0.5 : 0.56) / figure.height);
    figure.height *= smaller;
    figure.base += hangs ? -height * 0.28 : scene.side * 0.02;
    if (hangs) figure.shadow = 0;
  }
  place(context, entity,
        {.x = scene.middle,
         .base = scene.ground - scene.side * 0.015,
         .height = height,
         .depth = 2,
         .shadow = hangs ? 0 : 0.8});
}

// One wing at each side, behind the shoulders.
void add_wings(LayoutContext& context, std::size_t entity) {
  const Figure body = context.subject_figure();
  const double height = body.height * 0.5;
  for (const bool left : {true, false}) {
    const double away =
        body.width() * 0.5 + height * aspect(context.graph.entities[entity].icon()) * 0.28;
    place(context, entity,
          {.x = body.x + (left ? -away : away),
           .base = body.base - body.height * 0.34,
           .height = height,
           .depth = body.depth - 1,
           .mirrored = !left,
           .turn = left ? 12.0 : -12.0});
  }
}

void add_below(LayoutContext& context, std::size_t entity) {
  constexpr std::array<double, 3> aside{0, -0.24, 0.25};
  constexpr std::array<double, 3> heights{0.30, 0.22, 0.24};
  Scene& scene = context.scene;
  const double wide = std::min(scene.width, scene.side * 1.2);
  add_ground(context, Ground::grass, scene.middle, scene.ground,
             std::min(scene.width * 0.9, wide * 0.9));
  const std::size_t copies = std::min<std::size_t>(context.graph.entities[entity].count(), 3);
  for (std::size_t i = 0; i < copies; ++i) {
    place(context, entity,
          {.x = scene.middle + aside.at(i) * wide,
           .base = scene.ground,
           .height = scene.side * heights.at(i),
           .depth = 4 - 0.1 * static_cast<double>(i),
           .copy = i});
  }
}

// Scales all figures about the middle of the ground and shifts them, to make space.
void scale_figures(LayoutContext& context, double factor, double shift) {
  const double middle = context.scene.middle;
  for (Figure& figure : context.scene.figures) {
    figure.x = middle + (figure.x - middle) * factor + shift;
    figure.base = context.scene.ground + (figure.base - context.scene.ground) * factor;
    figure.height *= factor;
  }
}

// The moon, stars, clouds: small and far, to the upper right.
void add_to_sky(LayoutContext& context, std::size_t entity) {
  constexpr std::array<Point, 5> spots{
      {{0.30, 0.24}, {-0.32, 0.22}, {0.12, 0.16}, {-0.14, 0.15}, {0.40, 0.40}}};
  const Scene& scene = context.scene;
  const double wide = std::min(scene.width, scene.side * 1.2);
  const std::size_t copies = std::min(context.graph.entities[entity].count(), spots.size());
  for (std::size_t i = 0; i < copies; ++i) {
    const double height = scene.side * (copies > 1 ? 0.11 : 0.2);
    place(context, entity,
          {.x = scene.middle + spots.at(i).x * wide,
           .base = scene.height * spots.at(i).y + height / 2,
           .height = height,
           .depth = 2,
           .turn = copies > 1 ? context.random.between(-12, 12) : 0,
           .copy = i});
  }
}

void add_above(LayoutContext& context, std::size_t entity) {
  Scene& scene = context.scene;
  const Icon& icon = context.graph.entities[entity].icon();
  const double wide = std::min(scene.width, scene.side * 1.2);
  if (icon.slug == "p:rainbow") {
    scale_figures(context, 0.84, 0);
    place(context, entity,
          {.x = scene.middle,
           .base = scene.height * 0.74,
           .height = Scene::fitting_height(icon, wide * 0.88, scene.height * 0.62),
           .depth = 1});
    return;
  }
  const bool in_the_sky = ground_of(icon) == Ground::air;
  if (in_the_sky) return add_to_sky(context, entity);
  const bool held_up = icon.slug.starts_with("umbrella");
  if (held_up) {
    scale_figures(context, 0.72, 0);
    const Figure& subject_figure = context.subject_figure();
    const double height = Scene::fitting_height(icon, wide * 0.6, scene.height * 0.34);
    place(context, entity,
          {.x = subject_figure.x,
           .base = subject_figure.base - subject_figure.height + height * 0.12,
           .height = height,
           .depth = subject_figure.depth - 1});
    return;
  }
  scale_figures(context, 0.6, -wide * 0.12);
  place(context, entity,
        {.x = scene.middle + wide * 0.1,
         .base = scene.ground,
         .height = Scene::fitting_height(icon, wide * 0.8, scene.height * 0.72),
         .depth = 2});
}

void add_in_front(LayoutContext& context, std::size_t entity) {
  Scene& scene = context.scene;
  const Icon& icon = context.graph.entities[entity].icon();
  const double wide = std::min(scene.width, scene.side * 1.2);
  const bool aloft = ground_of(icon) == Ground::air;
  const Figure subject_figure = context.subject_figure();
  const double height = Scene::fitting_height(
      icon, wide * 0.6, std::min(scene.height * 0.45, subject_figure.height * 0.6));
  place(context, entity,
        {.x = subject_figure.x + subject_figure.width() * 0.30,
         .base = aloft ? subject_figure.base - subject_figure.height * 0.05
                       : scene.ground + scene.side * 0.02,
         .height = height,
         .depth = subject_figure.depth + 2,
         .shadow = aloft ? 0 : 0.8});
}

// A bird sits on a person's shoulder, not on the head.
void sit_on_shoulder(LayoutContext& context, std::size_t entity) {
  Scene& scene = context.scene;
  const Icon& icon = context.graph.entities[entity].icon();
  const double height = scene.height * 0.52;
  const std::size_t under = place(context, entity,
                                  {.x = scene.middle + scene.side * 0.06,
                                   .base = scene.ground,
                                   .height = height,
                                   .depth = 4,
                                   .shadow = 0.8});
  const Point shoulder = scene.figures[under].at(43, 80);
  Figure& bird = context.subject_figure();
  bird.height = Scene::fitting_height(*bird.icon, height * aspect(icon) * 0.5, height * 0.46);
  bird.x = shoulder.x - bird.width() * 0.28;
  bird.base = shoulder.y;
  bird.shadow = 0;
}

void add_underfoot(LayoutContext& context, std::size_t entity) {
  Scene& scene = context.scene;
  const Icon& icon = context.graph.entities[entity].icon();
  const bool stands = icon.slug.starts_with("h:") || icon.slug == "p:pirate";
  if (stands && context.subject_figures.size() == 1 &&
      stature(*context.subject_figure().icon) <= 0.5) {
    return sit_on_shoulder(context, entity);
  }
  const double wide = std::min(scene.width, scene.side * 1.2);
  const bool afloat = context.setting.ground == Ground::air && ground_of(icon) != Ground::air;
  if (afloat) {
    add_ground(context, Ground::grass, scene.middle, scene.ground - scene.side * 0.01,
               std::min(scene.width * 0.8, scene.side * 0.6));
  }
  const double ratio = stature(icon) / stature(*context.subject_figure().icon);
  const double height =
      Scene::fitting_height(icon, wide * 0.6, scene.height * std::clamp(0.36 * ratio, 0.30, 0.54));
  place(context, entity,
        {.x = scene.middle, .base = scene.ground, .height = height, .depth = 4, .shadow = 0.8});
  const double rise = height * (is_animate(icon) ? 0.95 : 0.86);
  const double most = std::min(scene.height * 0.40, height / std::max(ratio, 0.6) * 1.15);
  for (std::size_t subject_figure : context.subject_figures) {
    Figure& figure = scene.figures[subject_figure];
    const double smaller = std::min(1.0, most / figure.height);
    figure.x = scene.middle + (figure.x - scene.middle) * smaller;
    figure.height *= smaller;
    figure.base = scene.ground - rise;
    figure.shadow = 0;
  }
}

void add_at_the_side(LayoutContext& context, std::size_t entity, std::size_t index) {
  Scene& scene = context.scene;
  const Icon& icon = context.graph.entities[entity].icon();
  const double wide = std::min(scene.width, scene.side * 1.2);
  const bool aloft = ground_of(icon) == Ground::air;
  place(context, entity,
        {.x = scene.middle + (index % 2 == 0 ? 0.34 : -0.34) * wide,
         .base = aloft ? scene.height * 0.36 : scene.ground + scene.side * 0.02,
         .height = Scene::fitting_height(icon, wide * 0.25, scene.height * 0.26),
         .depth = aloft ? 3.0 : 15.0,
         .shadow = aloft ? 0 : 0.8});
}

}  // namespace

void place_small_things(LayoutContext& context) {
  using enum Relation;
  if (context.subject_figures.empty()) return;
  for (std::size_t entity : unplaced(context, {with, also, of, full, none, in})) {
    const Icon& icon = context.graph.entities[entity].icon();
    if (fill(context, entity)) continue;
    if (icon.slug == "wing") {
      add_wings(context, entity);
      continue;
    }
    if (const Overlay* way = overlay_for(icon.slug)) {
      place_overlay(context, entity, *way);
      continue;
    }
    if (icon.slug == "fire" && context.subject_figure().icon->slug == "dragon") {
      breathe_fire(context, entity);
      continue;
    }
    const bool around = context.graph.entities[entity].relation == in &&
                        stature(icon) > 0.85 * stature(*context.subject_figure().icon);
    if (around) {
      add_backdrop(context, entity);
      continue;
    }
    const bool comes_later =
        worn(icon.slug) != nullptr && !context.subject_figure().icon->eyes.empty();
    if (!comes_later && ground_of(icon) != Ground::air) place_small_thing(context, entity);
  }
}

void add_surroundings(LayoutContext& context) {
  using enum Relation;
  if (context.subject_figures.empty()) return;
  for (std::size_t entity : unplaced(context, {over})) add_below(context, entity);
  for (std::size_t entity : unplaced(context, {under})) add_above(context, entity);
  for (std::size_t entity : unplaced(context, {behind})) add_in_front(context, entity);
  for (std::size_t entity : unplaced(context, {on})) add_underfoot(context, entity);
  std::size_t left = 0;
  for (std::size_t entity = 1; entity < context.graph.entities.size(); ++entity) {
    if (!context.graph.entities[entity].placed) add_at_the_side(context, entity, left++);
  }
}

}  // namespace limner::art
