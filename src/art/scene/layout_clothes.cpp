// Places clothes, held things, and things led by the hand or on a leash.
#include "art/scene/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace limner::art {
namespace {

// Moves the thing so that its point `on_it` (icon units) is at `on_them` (pixels).
void align_points(Figure& thing, Point on_it, Point on_them) {
  const Point now = thing.at(on_it.x, on_it.y);
  thing.x += on_them.x - now.x;
  thing.base += on_them.y - now.y;
}

// Things that are not in the table are worn on the head, overlapping it by a fifth.
Worn worn_facts(const Icon& icon) {
  if (const Worn* known = worn(icon.slug)) return *known;
  return {.drawing = icon.slug,
          .x = icon.ink.middle(),
          .y = icon.ink.y1 - icon.ink.height() * 0.2,
          .width = 1.1};
}

void place_worn_thing(LayoutContext& context, std::size_t entity, std::size_t wearer) {
  const Icon& icon = context.graph.entities[entity].icon();
  const Worn way = worn_facts(icon);
  const Figure body = context.scene.figures[wearer];
  const Head& head = body.icon->head;
  const double width = head.width * way.width * body.scale();
  const bool on_head = way.at == WornAt::head;
  const double lean = on_head ? (head.facing == 'R' ? 8 : -8) + way.tilt : 0;
  const std::size_t placed = place(context, entity,
                                   {.x = body.x,
                                    .base = body.base,
                                    .height = width / aspect(icon),
                                    .depth = body.depth + 0.5,
                                    .mirrored = body.mirrored,
                                    .turn = body.turn + (body.mirrored ? -lean : lean)});
  Figure& thing = context.scene.figures[placed];
  if (icon.slug == "billed-cap" && head.facing == 'R') thing.mirrored = !body.mirrored;
  Point target = body.at(head.x, head.top);
  if (way.at == WornAt::eyes) target = body.at(head.eye_x, head.eye_y);
  if (way.at == WornAt::neck) {
    // Limited, because the head's height may include a hat of the drawing.
    const double face = std::min(head.eye_y - head.top, head.width * 0.5);
    target = body.at(head.eye_x, head.eye_y + face);
  }
  align_points(thing, {way.x, way.y}, target);
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

void hold_on_string(LayoutContext& context, std::size_t entity, const Figure& body) {
  Scene& scene = context.scene;
  const double side = free_side(body);
  const bool far_up = context.graph.entities[entity].is("kite");
  const double x = body.x + side * body.width() * (far_up ? 1.0 : 0.46);
  const double y = body.base - body.height * (far_up ? 0.86 : 0.72);
  Point hand{body.x + side * body.width() * 0.36, body.base - body.height * 0.40};
  if (body.icon->slug.starts_with("h:")) hand = body.at(body.mirrored ? 34.5 : 93.5, 100);
  scene.add_shape(fmt::format("<path d='M{:.1f} {:.1f} Q{:.1f} {:.1f} {:.1f} {:.1f}' fill='none' "
                              "stroke='#5a4a42' stroke-width='{:.1f}'/>",
                              x, y, x - side * scene.side * 0.02, y + body.height * 0.14, hand.x,
                              hand.y, scene.side * 0.004),
                  body.depth + 0.4);
  const std::size_t copies = std::min<std::size_t>(context.graph.entities[entity].count(), 3);
  constexpr std::array<double, 3> aside{0, 0.13, -0.12};
  constexpr std::array<std::string_view, 3> colours{"", "blue", "yellow"};
  for (std::size_t i = 0; i < copies; ++i) {
    const std::size_t placed = place(context, entity,
                                     {.x = x + aside.at(i) * body.height,
                                      .base = y + std::abs(aside.at(i)) * body.height * 0.2,
                                      .height = body.height * 0.46,
                                      .depth = body.depth + 0.5 - 0.02 * static_cast<double>(i),
                                      .copy = i});
    Figure& thing = scene.figures[placed];
    if (thing.colour.empty() && copies > 1) thing.colour = colours.at(i);
  }
}

void hold_open(LayoutContext& context, std::size_t entity, const Figure& body) {
  const Icon* open = find_icon("open-book");
  Entity& book = context.graph.entities[entity];
  if (open != nullptr && book.icon().slug.find("book") != std::string_view::npos) {
    std::fill(book.icons.begin(), book.icons.end(), open);
  }
  const bool bust = is_bust(*body.icon);
  const bool lap = body.icon->slug.starts_with("b:");
  const bool stands = body.icon->slug.starts_with("h:");
  place(context, entity,
        {.x = body.x,
         .base = body.base - body.height * (lap || bust ? 0.02
                                            : stands    ? 0.12
                                                        : 0.10),
         .height = Scene::fitting_height(book.icon(), body.width() * 0.62,
                                         body.height * (bust ? 0.26 : 0.4)),
         .depth = body.depth + 1});
}

void hold_in_hand(LayoutContext& context, std::size_t entity, const Figure& body) {
  const Icon& icon = context.graph.entities[entity].icon();
  const double side = free_side(body);
  Point hand{body.x + side * body.width() * (body.faces_front() ? 0.44 : 0.40),
             body.base - body.height * 0.06};
  if (body.icon->slug.starts_with("b:")) hand = body.at(97, 112);
  if (body.icon->slug.starts_with("h:")) hand = body.at(95, 112);
  const double height = Scene::fitting_height(
      icon, body.width() * 0.55, body.height * 0.42 * std::clamp(stature(icon) / 0.6, 0.45, 1.0));
  place(context, entity,
        {.x = hand.x, .base = hand.y, .height = height, .depth = body.depth + 1, .turn = 8 * side});
}

bool is_played_across(std::string_view slug) {
  static constexpr std::array<std::string_view, 6> instruments{
      "guitar", "violin", "banjo", "accordion", "saxophone", "long-drum"};
  return std::find(instruments.begin(), instruments.end(), slug) != instruments.end();
}

// A guitar is placed in front of the body, its neck to one side.
void hold_across(LayoutContext& context, std::size_t entity, const Figure& body) {
  const Icon& icon = context.graph.entities[entity].icon();
  const double height = Scene::fitting_height(icon, body.width() * 0.72, body.height * 0.46);
  place(context, entity,
        {.x = body.x + body.width() * 0.05,
         .base = body.base - body.height * 0.06,
         .height = height,
         .depth = body.depth + 1,
         .turn = 6});
}

// A toy is placed at the chest, an animate thing at the side.
void place_hugged_thing(LayoutContext& context, std::size_t entity, const Figure& body) {
  const Icon& icon = context.graph.entities[entity].icon();
  if (is_animate(icon) && icon.slug != "teddy-bear") {
    const double height = body.height * std::clamp(stature(icon) / stature(*body.icon), 0.4, 0.8);
    const bool left = icon.head.facing == 'L';
    place(context, entity,
          {.x = body.x + body.width() * 0.30 + height * aspect(icon) * 0.30,
           .base = body.base + context.scene.side * 0.01,
           .height = height,
           .depth = body.depth + 1,
           .mirrored = icon.head.facing == 'R',
           .turn = left ? -3.0 : -6.0,
           .shadow = 0.7});
    return;
  }
  place(context, entity,
        {.x = body.x + body.width() * 0.04,
         .base = body.base - body.height * 0.05,
         .height = Scene::fitting_height(icon, body.width() * 0.5, body.height * 0.40),
         .depth = body.depth + 1});
}

// A dog on a leash, a ball at the feet: on the ground before the figure.
void lead_on_leash(LayoutContext& context, std::size_t entity, const Figure& body) {
  Scene& scene = context.scene;
  const Icon& icon = context.graph.entities[entity].icon();
  const double height =
      body.height * std::clamp(stature(icon) / stature(*body.icon), 0.35, 0.9) * 0.92;
  const double x = body.x + body.width() * 0.55 + height * aspect(icon) * 0.55;
  const std::size_t placed = place(context, entity,
                                   {.x = x,
                                    .base = body.base + scene.side * 0.02,
                                    .height = height,
                                    .depth = body.depth + 1,
                                    .mirrored = icon.head.facing == 'L',
                                    .shadow = 0.8});
  const Figure& led = scene.figures[placed];
  const Point neck =
      led.at(icon.head.eye_x, icon.head.eye_y + (icon.head.eye_y - icon.head.top) * 1.1);
  const Point hand = body.icon->slug.starts_with("h:")
                         ? body.at(93.5, 100)
                         : Point{body.x + body.width() * 0.4, body.base - body.height * 0.4};
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

void play_with_ball(LayoutContext& context, std::size_t entity, const Figure& body) {
  const Icon& icon = context.graph.entities[entity].icon();
  place(context, entity,
        {.x = body.x + free_side(body) * body.width() * 0.62,
         .base = body.base + context.scene.side * 0.015,
         .height = body.height * 0.24 * std::max(1.0, 0.4 / aspect(icon)),
         .depth = body.depth + 1,
         .shadow = 0.9});
}

void place_held_thing(LayoutContext& context, std::size_t entity, std::size_t holder) {
  const Figure body = context.scene.figures[holder];
  const std::string_view slug = context.graph.entities[entity].icon().slug;
  const Relation relation = context.graph.entities[entity].relation;
  if (relation == Relation::walk) return lead_on_leash(context, entity, body);
  if (relation == Relation::hug) return place_hugged_thing(context, entity, body);
  if (relation == Relation::play && is_ball(slug)) return play_with_ball(context, entity, body);
  if (is_held_on_string(slug)) return hold_on_string(context, entity, body);
  if (body.faces_front() && is_read_open(slug)) return hold_open(context, entity, body);
  if (body.faces_front() && is_played_across(slug)) return hold_across(context, entity, body);
  hold_in_hand(context, entity, body);
}

}  // namespace

void place_clothes(LayoutContext& context) {
  for (std::size_t owner = 0; owner < context.graph.entities.size(); ++owner) {
    for (std::size_t entity : unplaced(context, {Relation::wear}, owner)) {
      if (context.first_figures[owner])
        place_worn_thing(context, entity, *context.first_figures[owner]);
    }
    // "with a hat" means that it is worn.
    for (std::size_t entity : unplaced(context, {Relation::with, Relation::in}, owner)) {
      const bool wearable = worn(context.graph.entities[entity].icon().slug) != nullptr;
      const bool alive = context.first_figures[owner] &&
                         !context.scene.figures[*context.first_figures[owner]].icon->eyes.empty();
      if (wearable && alive) place_worn_thing(context, entity, *context.first_figures[owner]);
    }
  }
}

void place_held_things(LayoutContext& context) {
  using enum Relation;
  for (std::size_t owner = 0; owner < context.graph.entities.size(); ++owner) {
    for (std::size_t entity :
         unplaced(context, {Relation::hold, play, walk, Relation::hug}, owner)) {
      if (context.first_figures[owner])
        art::place_held_thing(context, entity, *context.first_figures[owner]);
    }
  }
}

}  // namespace limner::art
