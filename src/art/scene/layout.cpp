// Chooses the layout of a scene graph; functions shared by all layouts.
#include "art/scene/layout.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace limner::art {
namespace {

std::optional<std::size_t> first_unplaced(const LayoutContext& context,
                                          std::initializer_list<Relation> relations,
                                          bool (*fits)(const Icon&)) {
  for (std::size_t entity : unplaced(context, relations)) {
    if (fits(context.graph.entities[entity].icon())) return entity;
  }
  return std::nullopt;
}

bool is_container(const Icon& icon) {
  return container(icon.slug) != nullptr;
}
bool is_cabin(const Icon& icon) {
  return cabin(icon.slug) != nullptr;
}
bool is_support(const Icon& icon) {
  return support(icon.slug) != nullptr;
}
bool is_on_desk(const Icon& icon) {
  static constexpr std::array<std::string_view, 5> tools{"laptop", "desktop-computer", "keyboard",
                                                         "microscope", "typewriter"};
  return std::find(tools.begin(), tools.end(), icon.slug) != tools.end();
}
bool is_board(const Icon& icon) {
  return icon.slug == "p:blackboard";
}
bool is_large(const Icon& icon) {
  return stature(icon) >= 1.2;
}
bool is_anything(const Icon&) {
  return true;
}

// True unless `other` is so small that it belongs at the feet of `one`.
bool is_peer(const Icon& one, const Icon& other) {
  const double ratio = stature(other) / stature(one);
  return ratio >= 0.7 || (is_animate(other) && ratio >= 0.4) || is_bust(other);
}

std::vector<std::size_t> peers_of(const LayoutContext& context) {
  std::vector<std::size_t> peers{0};
  const bool aloft = ground_of(context.subject().icon()) == Ground::air;
  const bool several = context.subject().count() > 1;
  for (std::size_t entity : unplaced(context, {Relation::with, Relation::by, Relation::at})) {
    const Icon& icon = context.graph.entities[entity].icon();
    const bool near_several = several && context.graph.entities[entity].relation != Relation::with;
    const bool under_it = aloft && ground_of(icon) != Ground::air && icon.slug != "wing";
    if (near_several || (under_it && !is_animate(context.subject().icon())))
      peers.push_back(entity);
  }
  for (std::size_t entity : unplaced(context, {Relation::also})) {
    if (is_peer(context.subject().icon(), context.graph.entities[entity].icon()))
      peers.push_back(entity);
  }
  return peers;
}

// Tries the layouts that need a second entity; true when one was applied.
bool lay_out_with_partner(LayoutContext& context) {
  using enum Relation;
  if (auto vessel = first_unplaced(context, {in, on}, is_container)) {
    return lay_out_container(context, *vessel), true;
  }
  if (auto vehicle = first_unplaced(context, {in, ride}, is_cabin)) {
    return lay_out_cabin(context, *vehicle), true;
  }
  if (context.subject().does(Action::surf)) return lay_out_surf(context), true;
  if (auto seat = first_unplaced(context, {on, ride, in}, is_support)) {
    return lay_out_support(context, *seat), true;
  }
  if (auto target = first_unplaced(context, {to}, is_anything)) {
    return lay_out_towards(context, *target), true;
  }
  if (context.setting.ground == Ground::sea || is_boat(context.subject().icon())) {
    return lay_out_sea(context), true;
  }
  if (auto board = first_unplaced(context, {at, by, with, on, hold}, is_board)) {
    return lay_out_at_board(context, *board), true;
  }
  if (is_animate(context.subject().icon())) {
    const auto tool = first_unplaced(context, {at, by}, is_on_desk);
    if (tool || context.setting.is(Place::desk)) return lay_out_at_desk(context, tool), true;
  }
  if (context.setting.is(Place::desk) && ground_of(context.subject().icon()) == Ground::table &&
      context.subject().count() == 1) {
    return lay_out_on_desk(context), true;
  }
  if (context.subject().does(Action::chase) && context.subject().count() == 1) {
    if (auto chased = first_unplaced(context, {by}, is_animate)) {
      return lay_out_chase(context, *chased), true;
    }
  }
  // Figures without legs are placed behind a hedge.
  if (is_bust(context.subject().icon())) {
    if (auto behind_it = first_unplaced(context, {in, under, by, at, behind}, is_large)) {
      return lay_out_beside(context, *behind_it), true;
    }
  }
  const auto neighbour = context.subject().does(Action::lean)
                             ? first_unplaced(context, {by, at, on}, is_anything)
                             : first_unplaced(context, {by, at}, is_anything);
  if (neighbour && context.subject().count() == 1) return lay_out_beside(context, *neighbour), true;
  return false;
}

void lay_out_subject(LayoutContext& context) {
  for (std::size_t entity = 0; entity < context.graph.entities.size(); ++entity) {
    if (!context.graph.entities[entity].in_rows) continue;
    lay_out_field(context, entity);
    if (entity == 0) return;
  }
  if (lay_out_with_partner(context)) return;
  const std::vector<std::size_t> peers = peers_of(context);
  if (peers.size() > 1) return lay_out_side_by_side(context, peers);
  if (is_bust(context.subject().icon()) && context.subject().count() > 1)
    return lay_out_side_by_side(context, {0});
  if (context.subject().count() > 1 || context.graph.family) return lay_out_group(context);
  if (is_bust(context.subject().icon())) return lay_out_bust(context);
  lay_out_alone(context);
}

}  // namespace

std::size_t place(LayoutContext& context, std::size_t index, const Placement& placement) {
  Entity& entity = context.graph.entities[index];
  entity.placed = true;
  const Icon* icon = entity.icons[std::min(placement.copy, entity.icons.size() - 1)];
  const std::size_t figure = context.scene.add({.icon = icon,
                                                .x = placement.x,
                                                .base = placement.base,
                                                .height = placement.height,
                                                .mirrored = placement.mirrored,
                                                .turn = placement.turn,
                                                .colour = entity.colour,
                                                .depth = placement.depth,
                                                .asleep = entity.does(Action::sleep),
                                                .shadow = placement.shadow,
                                                .without_paths = entity.without_paths});
  context.first_figures.resize(context.graph.entities.size());
  if (!context.first_figures[index]) context.first_figures[index] = figure;
  return figure;
}

std::size_t place_subject(LayoutContext& context, std::size_t entity, const Placement& placement) {
  const std::size_t figure = place(context, entity, placement);
  context.subject_figures.push_back(figure);
  return figure;
}

void place_prop(LayoutContext& context, std::string_view slug, const Placement& placement) {
  const Icon* icon = find_icon(slug);
  if (icon == nullptr) return;
  context.scene.add({.icon = icon,
                     .x = placement.x,
                     .base = placement.base,
                     .height = placement.height,
                     .mirrored = placement.mirrored,
                     .turn = placement.turn,
                     .depth = placement.depth});
}

std::vector<std::size_t> unplaced(const LayoutContext& context,
                                  std::initializer_list<Relation> relations, std::size_t of) {
  std::vector<std::size_t> found;
  for (std::size_t i = 1; i < context.graph.entities.size(); ++i) {
    const Entity& entity = context.graph.entities[i];
    const bool related =
        std::find(relations.begin(), relations.end(), entity.relation) != relations.end();
    if (!entity.placed && related && entity.of == of) found.push_back(i);
  }
  return found;
}

void add_ground(LayoutContext& context, Ground ground, double x, double y, double width) {
  const std::string svg = ground_svg(ground, {x, y}, width, context.random);
  if (!svg.empty()) context.scene.add_shape(svg, 0, Layer::ground);
}

const Icon& young_of(const Icon& icon, std::size_t index) {
  static constexpr std::array<std::string_view, 2> children{"h:girl", "h:boy"};
  const bool grown = icon.slug.starts_with("h:") && icon.slug != "h:boy" && icon.slug != "h:girl";
  const Icon* young = nullptr;
  if (grown) young = find_icon(children.at(index % children.size()));
  if (icon.slug == "chicken" || icon.slug == "rooster" || icon.slug == "duck") {
    young = find_icon("baby-chick");
  }
  return young == nullptr ? icon : *young;
}

std::string_view colour_of_copy(const Icon& icon, std::size_t copy) {
  static constexpr std::array<std::string_view, 5> colours{"", "blue", "green", "purple", "pink"};
  const bool varies =
      icon.slug == "wrapped-gift" || icon.slug == "balloon" || icon.slug == "p:easteregg";
  return varies ? colours.at(copy % colours.size()) : std::string_view();
}

double aspect(const Icon& icon) {
  return icon.ink.width() / icon.ink.height();
}

bool is_boat(const Icon& icon) {
  static constexpr std::array<std::string_view, 8> boats{
      "p:pirateship", "sailboat",       "ship",  "canoe",
      "speedboat",    "passenger-ship", "ferry", "motor-boat"};
  return std::find(boats.begin(), boats.end(), icon.slug) != boats.end();
}

void lay_out(LayoutContext& context) {
  context.first_figures.resize(context.graph.entities.size());
  lay_out_subject(context);
  place_small_things(context);
  place_clothes(context);
  place_held_things(context);
  add_surroundings(context);
  add_marks(context);
}

}  // namespace limner::art
