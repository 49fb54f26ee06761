// Places the entities of a scene graph.
#pragma once

#include "art/random.hpp"
#include "art/scene/ground.hpp"
#include "art/scene/place.hpp"
#include "art/scene/scene.hpp"
#include "art/scene/scene_facts.hpp"
#include "art/scene/scene_graph.hpp"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <vector>

namespace limner::art {

// The state shared by all layouts. Depths: 0 … 5 behind, 5 … 12 figures, above in front.
struct LayoutContext {
  Scene& scene;
  SceneGraph& graph;
  const Setting& setting;
  Random& random;
  std::vector<std::size_t> subject_figures = {};               // indices into scene.figures
  std::vector<std::optional<std::size_t>> first_figures = {};  // by entity
  std::size_t small_things = 0;  // placed so far at the subject's feet

  Entity& subject() { return graph.entities.front(); }
  const Entity& subject() const { return graph.entities.front(); }
  bool has_landscape() const { return !scene.vignette.empty(); }
  Figure& subject_figure(std::size_t index = 0) { return scene.figures[subject_figures[index]]; }
};

// Places all entities it can and sets Entity::placed on them.
void lay_out(LayoutContext& context);

// ---- used by the layouts ----

struct Placement {
  double x = 0;
  double base = 0;
  double height = 0;
  double depth = 8;
  bool mirrored = false;
  double turn = 0;
  double shadow = 0;
  std::size_t copy = 0;  // index into the entity's icons
};

// Adds one copy of entity `index` to the scene, with closed eyes if it sleeps. Returns the
// index in scene.figures.
std::size_t place(LayoutContext& context, std::size_t index, const Placement& placement);

// Like place(), and adds the figure to subject_figures.
std::size_t place_subject(LayoutContext& context, std::size_t entity, const Placement& placement);

// Indices of the entities with one of the relations to entity `of` that are not placed yet.
std::vector<std::size_t> unplaced(const LayoutContext& context,
                                  std::initializer_list<Relation> relations, std::size_t of = 0);

// Adds a drawing that the prompt does not name, such as a wave to surf on.
void place_prop(LayoutContext& context, std::string_view slug, const Placement& placement);

void add_ground(LayoutContext& context, Ground ground, double x, double y, double width);

// The drawing for a small copy of an animal or person: its young or a child.
const Icon& young_of(const Icon& icon, std::size_t index);

// Copies of presents, balloons and painted eggs differ in colour; empty for other icons.
std::string_view colour_of_copy(const Icon& icon, std::size_t copy);

double aspect(const Icon& icon);  // width / height of the ink
bool is_boat(const Icon& icon);

// Each function lays out the subject in its relation to one other entity, or alone.
void lay_out_field(LayoutContext& context, std::size_t plant);
void lay_out_container(LayoutContext& context, std::size_t vessel);
void lay_out_cabin(LayoutContext& context, std::size_t vehicle);
void lay_out_support(LayoutContext& context, std::size_t seat);
void lay_out_surf(LayoutContext& context);
void lay_out_towards(LayoutContext& context, std::size_t target);
void lay_out_sea(LayoutContext& context);
void lay_out_at_board(LayoutContext& context, std::size_t board);
void lay_out_at_desk(LayoutContext& context, std::optional<std::size_t> tool);
void lay_out_chase(LayoutContext& context, std::size_t chased);
void lay_out_on_desk(LayoutContext& context);
void lay_out_beside(LayoutContext& context, std::size_t neighbour);
void lay_out_side_by_side(LayoutContext& context, const std::vector<std::size_t>& peers);
void lay_out_group(LayoutContext& context);
void lay_out_bust(LayoutContext& context);
void lay_out_alone(LayoutContext& context);

// Places an entity inside the subject, such as apples in a tree or money in a bag. Returns
// false when the subject cannot contain it.
bool fill(LayoutContext& context, std::size_t entity);

// These add to figures that are already placed.
void place_small_things(LayoutContext& context);
void place_clothes(LayoutContext& context);
void place_held_things(LayoutContext& context);
void add_surroundings(LayoutContext& context);  // all remaining entities
void add_marks(LayoutContext& context);         // Zzz, hearts, notes, dust, confetti

}  // namespace limner::art
