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
  SceneGraph& cast;
  const Setting& setting;
  Random& random;
  std::vector<std::size_t> leads = {};                     // figures that play the subject
  std::vector<std::optional<std::size_t>> played_by = {};  // role → its first figure
  std::size_t companions = 0;                              // seats at the feet that are taken

  Entity& subject() { return cast.roles.front(); }
  const Entity& subject() const { return cast.roles.front(); }
  bool has_landscape() const { return !scene.vignette.empty(); }
  Figure& lead(std::size_t index = 0) { return scene.figures[leads[index]]; }
};

// Places everything it can and marks those roles as drawn.
void lay_out(LayoutContext& stage);

// ---- for the layouts ----

struct Pose {
  double x = 0;
  double base = 0;
  double height = 0;
  double depth = 8;
  bool mirrored = false;
  double turn = 0;
  double shadow = 0;
  std::size_t copy = 0;  // which of the role's icons
};

// One copy of the cast's role `index` as a figure; closes its eyes when it sleeps. Returns its
// place in the scene's figures.
std::size_t place(LayoutContext& stage, std::size_t index, const Pose& pose);

// The same, for the subject or who shares its seat: it becomes a lead.
std::size_t place_lead(LayoutContext& stage, std::size_t role, const Pose& pose);

// Roles that stand in one of the relations to `of` and are not drawn yet.
std::vector<std::size_t> waiting(const LayoutContext& stage,
                                 std::initializer_list<Relation> relations, std::size_t of = 0);

// A drawing that the prompt does not name, such as a wave to surf on.
void place_prop(LayoutContext& stage, std::string_view slug, const Pose& pose);

void add_ground(LayoutContext& stage, Ground ground, double x, double y, double width);

// An animal's young, or a family's children: what a small copy is drawn as.
const Icon& young_of(const Icon& icon, std::size_t index);

// Presents, balloons and painted eggs are each of another colour; empty for the rest.
std::string_view colour_of_copy(const Icon& icon, std::size_t copy);

double aspect(const Icon& icon);  // of the ink: width over height
bool is_boat(const Icon& icon);

// Each lays out the subject in its relation to one other role, or alone.
void lay_out_field(LayoutContext& stage, std::size_t plant);
void lay_out_container(LayoutContext& stage, std::size_t vessel);
void lay_out_cabin(LayoutContext& stage, std::size_t vehicle);
void lay_out_support(LayoutContext& stage, std::size_t seat);
void lay_out_surf(LayoutContext& stage);
void lay_out_towards(LayoutContext& stage, std::size_t target);
void lay_out_sea(LayoutContext& stage);
void lay_out_at_board(LayoutContext& stage, std::size_t board);
void lay_out_at_desk(LayoutContext& stage, std::optional<std::size_t> tool);
void lay_out_chase(LayoutContext& stage, std::size_t chased);
void lay_out_on_desk(LayoutContext& stage);
void lay_out_beside(LayoutContext& stage, std::size_t neighbour);
void lay_out_equals(LayoutContext& stage, const std::vector<std::size_t>& equals);
void lay_out_group(LayoutContext& stage);
void lay_out_bust(LayoutContext& stage);
void lay_out_alone(LayoutContext& stage);

// Puts a role into the subject, where it can hold it: apples into a tree, money into
// a bag. False when it cannot.
bool fill(LayoutContext& stage, std::size_t role);

// What comes on or about figures that stand already.
void add_companions(LayoutContext& stage);
void dress(LayoutContext& stage);
void fill_hands(LayoutContext& stage);
void add_surroundings(LayoutContext& stage);  // over, under, behind, on, and what is left
void add_feelings(LayoutContext& stage);      // Zzz, hearts, notes, dust, confetti

}  // namespace limner::art
