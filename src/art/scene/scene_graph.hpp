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
  bool placed = false;    // set by the layout
  int without_paths = 0;  // see Figure

  const Icon& icon() const { return *icons.front(); }
  std::size_t count() const { return icons.size(); }
  bool does(Action action) const { return actions.contains(action); }
  bool is(std::string_view drawing) const { return icon().slug == drawing; }
};

struct SceneGraph {
  std::vector<Entity> entities;  // the first is the subject
  std::vector<Place> places;
  bool family = false;
  bool one_young = false;    // with `family`: one young instead of several
  bool approximate = false;  // at least one drawing only resembles the named thing
  std::vector<std::string> unknown_words;

  Entity& subject() { return entities.front(); }
  const Entity& subject() const { return entities.front(); }
  bool is_at(Place place) const;
  bool any_entity_does(Action action) const;
};

// Requires at least one thing in `parsed`.
SceneGraph build_scene_graph(const ParsedPrompt& parsed);

}  // namespace limner::art
