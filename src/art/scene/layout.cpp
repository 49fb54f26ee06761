// Chooses the layout of a scene graph; functions shared by all layouts.
#include "art/scene/layout.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace limner::art {
namespace {

std::optional<std::size_t> first_waiting(const LayoutContext& stage,
                                         std::initializer_list<Relation> relations,
                                         bool (*fits)(const Icon&)) {
  for (std::size_t role : waiting(stage, relations)) {
    if (fits(stage.cast.roles[role].icon())) return role;
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

// Not a small thing at the other's feet.
bool is_equal(const Icon& one, const Icon& other) {
  const double ratio = stature(other) / stature(one);
  return ratio >= 0.7 || (can_act(other) && ratio >= 0.4) || is_bust(other);
}

std::vector<std::size_t> equals_of(const LayoutContext& stage) {
  std::vector<std::size_t> equals{0};
  const bool aloft = ground_of(stage.subject().icon()) == Ground::air;
  const bool several = stage.subject().count() > 1;
  for (std::size_t role : waiting(stage, {Relation::with, Relation::by, Relation::at})) {
    const Icon& icon = stage.cast.roles[role].icon();
    const bool near_several = several && stage.cast.roles[role].relation != Relation::with;
    const bool under_it = aloft && ground_of(icon) != Ground::air && icon.slug != "wing";
    if (near_several || (under_it && !can_act(stage.subject().icon()))) equals.push_back(role);
  }
  for (std::size_t role : waiting(stage, {Relation::also})) {
    if (is_equal(stage.subject().icon(), stage.cast.roles[role].icon())) equals.push_back(role);
  }
  return equals;
}

// Everything but the subject's own layout needs some partner; true when one was
// found and placed.
bool lay_out_with_partner(LayoutContext& stage) {
  using enum Relation;
  if (auto vessel = first_waiting(stage, {in, on}, is_container)) {
    return lay_out_container(stage, *vessel), true;
  }
  if (auto vehicle = first_waiting(stage, {in, ride}, is_cabin)) {
    return lay_out_cabin(stage, *vehicle), true;
  }
  if (stage.subject().does(Action::surf)) return lay_out_surf(stage), true;
  if (auto seat = first_waiting(stage, {on, ride, in}, is_support)) {
    return lay_out_support(stage, *seat), true;
  }
  if (auto target = first_waiting(stage, {to}, is_anything)) {
    return lay_out_towards(stage, *target), true;
  }
  if (stage.setting.ground == Ground::sea || is_boat(stage.subject().icon())) {
    return lay_out_sea(stage), true;
  }
  if (auto board = first_waiting(stage, {at, by, with, on, hold}, is_board)) {
    return lay_out_at_board(stage, *board), true;
  }
  if (can_act(stage.subject().icon())) {
    const auto tool = first_waiting(stage, {at, by}, is_on_desk);
    if (tool || stage.setting.is(Place::desk)) return lay_out_at_desk(stage, tool), true;
  }
  if (stage.setting.is(Place::desk) && ground_of(stage.subject().icon()) == Ground::table &&
      stage.subject().count() == 1) {
    return lay_out_on_desk(stage), true;
  }
  if (stage.subject().does(Action::chase) && stage.subject().count() == 1) {
    if (auto chased = first_waiting(stage, {by}, can_act)) {
      return lay_out_chase(stage, *chased), true;
    }
  }
  // Figures without legs look over a hedge.
  if (is_bust(stage.subject().icon())) {
    if (auto behind_it = first_waiting(stage, {in, under, by, at, behind}, is_large)) {
      return lay_out_beside(stage, *behind_it), true;
    }
  }
  const auto neighbour = stage.subject().does(Action::lean)
                             ? first_waiting(stage, {by, at, on}, is_anything)
                             : first_waiting(stage, {by, at}, is_anything);
  if (neighbour && stage.subject().count() == 1) return lay_out_beside(stage, *neighbour), true;
  return false;
}

void lay_out_subject(LayoutContext& stage) {
  for (std::size_t role = 0; role < stage.cast.roles.size(); ++role) {
    if (!stage.cast.roles[role].in_rows) continue;
    lay_out_field(stage, role);
    if (role == 0) return;
  }
  if (lay_out_with_partner(stage)) return;
  const std::vector<std::size_t> equals = equals_of(stage);
  if (equals.size() > 1) return lay_out_equals(stage, equals);
  if (is_bust(stage.subject().icon()) && stage.subject().count() > 1)
    return lay_out_equals(stage, {0});
  if (stage.subject().count() > 1 || stage.cast.family) return lay_out_group(stage);
  if (is_bust(stage.subject().icon())) return lay_out_bust(stage);
  lay_out_alone(stage);
}

}  // namespace

std::size_t place(LayoutContext& stage, std::size_t index, const Pose& pose) {
  Entity& role = stage.cast.roles[index];
  role.drawn = true;
  const Icon* icon = role.icons[std::min(pose.copy, role.icons.size() - 1)];
  const std::size_t figure = stage.scene.add({.icon = icon,
                                              .x = pose.x,
                                              .base = pose.base,
                                              .height = pose.height,
                                              .mirrored = pose.mirrored,
                                              .turn = pose.turn,
                                              .colour = role.colour,
                                              .depth = pose.depth,
                                              .asleep = role.does(Action::sleep),
                                              .shadow = pose.shadow,
                                              .without_paths = role.without_paths});
  stage.played_by.resize(stage.cast.roles.size());
  if (!stage.played_by[index]) stage.played_by[index] = figure;
  return figure;
}

std::size_t place_lead(LayoutContext& stage, std::size_t role, const Pose& pose) {
  const std::size_t figure = place(stage, role, pose);
  stage.leads.push_back(figure);
  return figure;
}

void place_prop(LayoutContext& stage, std::string_view slug, const Pose& pose) {
  const Icon* icon = find_icon(slug);
  if (icon == nullptr) return;
  stage.scene.add({.icon = icon,
                   .x = pose.x,
                   .base = pose.base,
                   .height = pose.height,
                   .mirrored = pose.mirrored,
                   .turn = pose.turn,
                   .depth = pose.depth});
}

std::vector<std::size_t> waiting(const LayoutContext& stage,
                                 std::initializer_list<Relation> relations, std::size_t of) {
  std::vector<std::size_t> found;
  for (std::size_t i = 1; i < stage.cast.roles.size(); ++i) {
    const Entity& role = stage.cast.roles[i];
    const bool related =
        std::find(relations.begin(), relations.end(), role.relation) != relations.end();
    if (!role.drawn && related && role.of == of) found.push_back(i);
  }
  return found;
}

void add_ground(LayoutContext& stage, Ground ground, double x, double y, double width) {
  const std::string svg = ground_svg(ground, {x, y}, width, stage.random);
  if (!svg.empty()) stage.scene.add_shape(svg, 0, Layer::ground);
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

void lay_out(LayoutContext& stage) {
  stage.played_by.resize(stage.cast.roles.size());
  lay_out_subject(stage);
  add_companions(stage);
  dress(stage);
  fill_hands(stage);
  add_surroundings(stage);
  add_feelings(stage);
}

}  // namespace limner::art
