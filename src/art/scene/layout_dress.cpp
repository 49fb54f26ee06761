// Clothes, held things, and companions led by the hand or on a leash.
#include "art/scene/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace limner::art {
namespace {

// The worn thing's point (on_it) comes to the wearer's point (on_them).
void put_on(Figure& thing, Spot on_it, Spot on_them) {
  const Spot now = thing.at(on_it.x, on_it.y);
  thing.x += on_them.x - now.x;
  thing.base += on_them.y - now.y;
}

// What the table does not know sits on the head by its lower fifth.
Worn how_worn(const Icon& icon) {
  if (const Worn* known = worn(icon.slug)) return *known;
  return {.drawing = icon.slug,
          .x = icon.ink.middle(),
          .y = icon.ink.y1 - icon.ink.height() * 0.2,
          .width = 1.1};
}

void wear(LayoutContext& stage, std::size_t role, std::size_t wearer) {
  const Icon& icon = stage.cast.roles[role].icon();
  const Worn way = how_worn(icon);
  const Figure body = stage.scene.figures[wearer];
  const Head& head = body.icon->head;
  const double width = head.width * way.width * body.scale();
  const bool on_head = way.at == WornAt::head;
  const double lean = on_head ? (head.facing == 'R' ? 8 : -8) + way.tilt : 0;
  const std::size_t placed = place(stage, role,
                                   {.x = body.x,
                                    .base = body.base,
                                    .height = width / aspect(icon),
                                    .depth = body.depth + 0.5,
                                    .mirrored = body.mirrored,
                                    .turn = body.turn + (body.mirrored ? -lean : lean)});
  Figure& thing = stage.scene.figures[placed];
  if (icon.slug == "billed-cap" && head.facing == 'R') thing.mirrored = !body.mirrored;
  Spot target = body.at(head.x, head.top);
  if (way.at == WornAt::eyes) target = body.at(head.eye_x, head.eye_y);
  if (way.at == WornAt::neck) {
    // A hat that belongs to the drawing does not make the face longer.
    const double face = std::min(head.eye_y - head.top, head.width * 0.5);
    target = body.at(head.eye_x, head.eye_y + face);
  }
  put_on(thing, {way.x, way.y}, target);
  thing.within = body.within;
}

bool is_held_on_string(std::string_view slug) {
  return slug == "balloon" || slug == "kite" || slug == "p:hotair" || slug == "red-heart";
}

bool is_read_open(std::string_view slug) {
  return slug.find("book") != std::string_view::npos || slug == "newspaper" || slug == "world-map";
}

// 1 to the right of the figure, -1 to its left.
double free_side(const Figure& figure) {
  return (figure.icon->head.facing == 'L' ? -1.0 : 1.0) * (figure.mirrored ? -1 : 1);
}

void hold_on_string(LayoutContext& stage, std::size_t role, const Figure& body) {
  Scene& scene = stage.scene;
  const double side = free_side(body);
  const bool far_up = stage.cast.roles[role].is("kite");
  const double x = body.x + side * body.width() * (far_up ? 1.0 : 0.46);
  const double y = body.base - body.height * (far_up ? 0.86 : 0.72);
  Spot hand{body.x + side * body.width() * 0.36, body.base - body.height * 0.40};
  if (body.icon->slug.starts_with("h:")) hand = body.at(body.mirrored ? 34.5 : 93.5, 100);
  scene.add_shape(fmt::format("<path d='M{:.1f} {:.1f} Q{:.1f} {:.1f} {:.1f} {:.1f}' fill='none' "
                              "stroke='#5a4a42' stroke-width='{:.1f}'/>",
                              x, y, x - side * scene.side * 0.02, y + body.height * 0.14, hand.x,
                              hand.y, scene.side * 0.004),
                  body.depth + 0.4);
  const std::size_t copies = std::min<std::size_t>(stage.cast.roles[role].count(), 3);
  constexpr std::array<double, 3> aside{0, 0.13, -0.12};
  constexpr std::array<std::string_view, 3> colours{"", "blue", "yellow"};
  for (std::size_t i = 0; i < copies; ++i) {
    const std::size_t placed = place(stage, role,
                                     {.x = x + aside.at(i) * body.height,
                                      .base = y + std::abs(aside.at(i)) * body.height * 0.2,
                                      .height = body.height * 0.46,
                                      .depth = body.depth + 0.5 - 0.02 * static_cast<double>(i),
                                      .copy = i});
    Figure& thing = scene.figures[placed];
    if (thing.colour.empty() && copies > 1) thing.colour = colours.at(i);
  }
}

void hold_open(LayoutContext& stage, std::size_t role, const Figure& body) {
  const Icon* open = find_icon("open-book");
  Entity& book = stage.cast.roles[role];
  if (open != nullptr && book.icon().slug.find("book") != std::string_view::npos) {
    std::fill(book.icons.begin(), book.icons.end(), open);
  }
  const bool bust = is_bust(*body.icon);
  const bool lap = body.icon->slug.starts_with("b:");
  const bool stands = body.icon->slug.starts_with("h:");
  place(stage, role,
        {.x = body.x,
         .base = body.base - body.height * (lap || bust ? 0.02
                                            : stands    ? 0.12
                                                        : 0.10),
         .height =
             Scene::fitting(book.icon(), body.width() * 0.62, body.height * (bust ? 0.26 : 0.4)),
         .depth = body.depth + 1});
}

void hold_in_hand(LayoutContext& stage, std::size_t role, const Figure& body) {
  const Icon& icon = stage.cast.roles[role].icon();
  const double side = free_side(body);
  Spot hand{body.x + side * body.width() * (body.faces_front() ? 0.44 : 0.40),
            body.base - body.height * 0.06};
  if (body.icon->slug.starts_with("b:")) hand = body.at(97, 112);
  if (body.icon->slug.starts_with("h:")) hand = body.at(95, 112);
  const double height = Scene::fitting(
      icon, body.width() * 0.55, body.height * 0.42 * std::clamp(stature(icon) / 0.6, 0.45, 1.0));
  place(stage, role,
        {.x = hand.x, .base = hand.y, .height = height, .depth = body.depth + 1, .turn = 8 * side});
}

bool is_played_across(std::string_view slug) {
  static constexpr std::array<std::string_view, 6> instruments{
      "guitar", "violin", "banjo", "accordion", "saxophone", "long-drum"};
  return std::find(instruments.begin(), instruments.end(), slug) != instruments.end();
}

// A guitar lies before the body, its neck to one side.
void hold_across(LayoutContext& stage, std::size_t role, const Figure& body) {
  const Icon& icon = stage.cast.roles[role].icon();
  const double height = Scene::fitting(icon, body.width() * 0.72, body.height * 0.46);
  place(stage, role,
        {.x = body.x + body.width() * 0.05,
         .base = body.base - body.height * 0.06,
         .height = height,
         .depth = body.depth + 1,
         .turn = 6});
}

// A toy is held to the chest, someone alive leans against the side.
void hug(LayoutContext& stage, std::size_t role, const Figure& body) {
  const Icon& icon = stage.cast.roles[role].icon();
  if (can_act(icon) && icon.slug != "teddy-bear") {
    const double height = body.height * std::clamp(stature(icon) / stature(*body.icon), 0.4, 0.8);
    const bool left = icon.head.facing == 'L';
    place(stage, role,
          {.x = body.x + body.width() * 0.30 + height * aspect(icon) * 0.30,
           .base = body.base + stage.scene.side * 0.01,
           .height = height,
           .depth = body.depth + 1,
           .mirrored = icon.head.facing == 'R',
           .turn = left ? -3.0 : -6.0,
           .shadow = 0.7});
    return;
  }
  place(stage, role,
        {.x = body.x + body.width() * 0.04,
         .base = body.base - body.height * 0.05,
         .height = Scene::fitting(icon, body.width() * 0.5, body.height * 0.40),
         .depth = body.depth + 1});
}

// A dog on a leash, a ball at the feet: on the ground before the figure.
void lead_on_leash(LayoutContext& stage, std::size_t role, const Figure& body) {
  Scene& scene = stage.scene;
  const Icon& icon = stage.cast.roles[role].icon();
  const double height =
      body.height * std::clamp(stature(icon) / stature(*body.icon), 0.35, 0.9) * 0.92;
  const double x = body.x + body.width() * 0.55 + height * aspect(icon) * 0.55;
  const std::size_t placed = place(stage, role,
                                   {.x = x,
                                    .base = body.base + scene.side * 0.02,
                                    .height = height,
                                    .depth = body.depth + 1,
                                    .mirrored = icon.head.facing == 'L',
                                    .shadow = 0.8});
  const Figure& led = scene.figures[placed];
  const Spot neck =
      led.at(icon.head.eye_x, icon.head.eye_y + (icon.head.eye_y - icon.head.top) * 1.1);
  const Spot hand = body.icon->slug.starts_with("h:")
                        ? body.at(93.5, 100)
                        : Spot{body.x + body.width() * 0.4, body.base - body.height * 0.4};
  scene.add_shape(fmt::format("<path d='M{:.1f} {:.1f} Q{:.1f} {:.1f} {:.1f} {:.1f}' fill='none' "
                              "stroke='#c0392b' stroke-width='{:.1f}' stroke-linecap='round'/>",
                              hand.x, hand.y, (hand.x + neck.x) / 2,
                              std::max(hand.y, neck.y) + body.height * 0.08, neck.x, neck.y,
                              scene.side * 0.006),
                  body.depth + 0.9);
}

bool is_ball(std::string_view slug) {
  static constexpr std::array<std::string_view, 9> balls{
      "soccer-ball",    "basketball",        "volleyball", "baseball", "softball",
      "rugby-football", "american-football", "bowling",    "yarn"};
  return std::find(balls.begin(), balls.end(), slug) != balls.end();
}

void play_with_ball(LayoutContext& stage, std::size_t role, const Figure& body) {
  const Icon& icon = stage.cast.roles[role].icon();
  place(stage, role,
        {.x = body.x + free_side(body) * body.width() * 0.62,
         .base = body.base + stage.scene.side * 0.015,
         .height = body.height * 0.24 * std::max(1.0, 0.4 / aspect(icon)),
         .depth = body.depth + 1,
         .shadow = 0.9});
}

void hold(LayoutContext& stage, std::size_t role, std::size_t holder) {
  const Figure body = stage.scene.figures[holder];
  const std::string_view slug = stage.cast.roles[role].icon().slug;
  const Relation relation = stage.cast.roles[role].relation;
  if (relation == Relation::walk) return lead_on_leash(stage, role, body);
  if (relation == Relation::hug) return hug(stage, role, body);
  if (relation == Relation::play && is_ball(slug)) return play_with_ball(stage, role, body);
  if (is_held_on_string(slug)) return hold_on_string(stage, role, body);
  if (body.faces_front() && is_read_open(slug)) return hold_open(stage, role, body);
  if (body.faces_front() && is_played_across(slug)) return hold_across(stage, role, body);
  hold_in_hand(stage, role, body);
}

}  // namespace

void dress(LayoutContext& stage) {
  for (std::size_t owner = 0; owner < stage.cast.roles.size(); ++owner) {
    for (std::size_t role : waiting(stage, {Relation::wear}, owner)) {
      if (stage.played_by[owner]) wear(stage, role, *stage.played_by[owner]);
    }
    // "with a hat" is worn, too.
    for (std::size_t role : waiting(stage, {Relation::with, Relation::in}, owner)) {
      const bool wearable = worn(stage.cast.roles[role].icon().slug) != nullptr;
      const bool alive = stage.played_by[owner] &&
                         !stage.scene.figures[*stage.played_by[owner]].icon->eyes.empty();
      if (wearable && alive) wear(stage, role, *stage.played_by[owner]);
    }
  }
}

void fill_hands(LayoutContext& stage) {
  using enum Relation;
  for (std::size_t owner = 0; owner < stage.cast.roles.size(); ++owner) {
    for (std::size_t role : waiting(stage, {Relation::hold, play, walk, Relation::hug}, owner)) {
      if (stage.played_by[owner]) art::hold(stage, role, *stage.played_by[owner]);
    }
  }
}

}  // namespace limner::art
