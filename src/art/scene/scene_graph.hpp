// The scene graph: each thing in the picture with its drawings.
#pragma once

#include "art/language/grammar.hpp"
#include "art/scene/pack.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace limner::art {

struct Entity {
  std::vector<const Icon*> icons;  // one for each copy
  std::string words;               // empty: implied by an action
  std::string colour;
  double size = 1;
  Relation relation = Relation::none;
  std::size_t of = 0;
  std::set<Action> actions;
  bool in_rows = false;
  bool counted = false;
  bool drawn = false;     // a layout has placed it
  int without_paths = 0;  // see Figure

  const Icon& icon() const { return *icons.front(); }
  std::size_t count() const { return icons.size(); }
  bool does(Action action) const { return actions.contains(action); }
  bool is(std::string_view drawing) const { return icon().slug == drawing; }
};

struct SceneGraph {
  std::vector<Entity> roles;  // the first is the subject
  std::vector<Place> places;
  bool family = false;
  bool one_young = false;    // of a family: else several
  bool approximate = false;  // a role is played by something near
  std::vector<std::string> unread;

  Entity& subject() { return roles.front(); }
  const Entity& subject() const { return roles.front(); }
  bool is_at(Place place) const;
  bool anyone_does(Action action) const;
};

// The reading must have at least one thing.
SceneGraph cast_of(const Reading& reading);

}  // namespace limner::art
