// In a nest, a basket, a bathtub: the vessel, who is in it, and the vessel's
// front once more over them. In a bus: faces behind its windows.
#include "art/scene/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace limner::art {
namespace {

struct Member {
  std::size_t role = 0;
  std::size_t copy = 0;
  double size = 1;
};

std::vector<Member> members_of(LayoutContext& stage) {
  std::vector<Member> members;
  const std::size_t count = std::min<std::size_t>(stage.subject().count(), 5);
  for (std::size_t i = 0; i < count; ++i) members.push_back({0, i, count > 1 ? 0.85 : 1});
  for (std::size_t role : waiting(stage, {Relation::with, Relation::also})) {
    const std::size_t copies = std::min<std::size_t>(stage.cast.roles[role].count(), 3);
    for (std::size_t i = 0; i < copies; ++i) members.push_back({role, i, 0.8});
  }
  return members;
}

// One large, its young about it, all of them turned to each other.
void place_family(LayoutContext& stage, Spot middle, double span, double vessel_height,
                  double height) {
  struct Seat {
    double x, down, size;
    bool mirrored;
    double depth;
  };
  constexpr std::array<Seat, 4> seats{{{-0.12, 0.0, 1, false, 9},
                                       {0.40, 0.02, 0.60, true, 10},
                                       {0.03, 0.07, 0.52, false, 11.5},
                                       {-0.48, 0.045, 0.48, false, 10.5}}};
  const std::size_t count = stage.cast.one_young ? 2 : seats.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Seat& seat = seats.at(i);
    const std::size_t figure = place_lead(stage, 0,
                                          {.x = middle.x + seat.x * span,
                                           .base = middle.y + seat.down * vessel_height,
                                           .height = height * seat.size,
                                           .depth = seat.depth,
                                           .mirrored = seat.mirrored,
                                           .turn = stage.random.between(-5, 5)});
    if (i > 0) {
      Figure& young = stage.scene.figures[figure];
      young.icon = &young_of(*young.icon, i);
    }
  }
}

void place_members(LayoutContext& stage, const std::vector<Member>& members, Spot left, double span,
                   double vessel_height) {
  const double height = stage.scene.height * 0.42;
  double widths = 0;
  for (const Member& member : members) {
    widths += member.size * aspect(stage.cast.roles[member.role].icon());
  }
  const bool alive = can_act(stage.subject().icon());
  const double usual =
      std::min(alive ? height : std::min(height, std::max(span * 0.5, vessel_height * 0.42)),
               span * (alive ? 1.12 : 1.8) / std::max(widths * 0.74, 0.6));
  for (std::size_t i = 0; i < members.size(); ++i) {
    const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(members.size());
    const std::size_t figure = place_lead(stage, members[i].role,
                                          {.x = left.x + span * share,
                                           .base = left.y,
                                           .height = usual * members[i].size,
                                           .depth = 8 + 0.1 * static_cast<double>(i),
                                           .mirrored = i % 2 == 1,
                                           .copy = members[i].copy});
    Figure& placed = stage.scene.figures[figure];
    if (placed.colour.empty()) placed.colour = colour_of_copy(*placed.icon, i);
  }
}

std::vector<Member> passengers_of(LayoutContext& stage) {
  std::vector<Member> members = members_of(stage);
  if (stage.cast.family) {
    members.push_back({0, 0, 0.7});
    if (!stage.cast.one_young) members.push_back({0, 0, 0.65});
  }
  return members;
}

// `share`: where along the window, 0 … 1.
void place_behind_window(LayoutContext& stage, const Member& member, const Figure& outside,
                         const Box& window, double share) {
  const Spot top = outside.at(window.x0, window.y0);
  const Spot foot = outside.at(window.x1, window.y1);
  const Icon& face = *stage.cast.roles[member.role].icons.at(member.copy);
  const double room = (foot.x - top.x) * (share == 0.5 ? 1.1 : 0.75);
  const double tall = std::min((foot.y - top.y) * 1.02, room / aspect(face));
  const std::size_t figure = place_lead(stage, member.role,
                                        {.x = top.x + (foot.x - top.x) * share,
                                         .base = foot.y + tall * 0.08,
                                         .height = tall,
                                         .copy = member.copy});
  Figure& placed = stage.scene.figures[figure];
  if (member.size < 0.8) placed.icon = &young_of(*placed.icon, member.copy);
  placed.within =
      fmt::format("M{:.1f} {:.1f}H{:.1f}V{:.1f}H{:.1f}Z", top.x, top.y, foot.x, foot.y, top.x);
}

}  // namespace

void lay_out_container(LayoutContext& stage, std::size_t vessel) {
  Scene& scene = stage.scene;
  const Icon& icon = stage.cast.roles[vessel].icon();
  const Container& inside = *container(icon.slug);
  const double height = Scene::fitting(icon, scene.width * 0.80, scene.height * 0.50);
  const Pose pose{
      .x = scene.middle, .base = scene.ground, .height = height, .depth = 5, .shadow = 0.9};
  const std::size_t back = place(stage, vessel, pose);
  Figure front = scene.figures[back];
  if (is_boat(icon) || icon.slug == "canoe") {
    scene.add_shape(waves_svg({.x = scene.middle,
                               .y = scene.ground - scene.side * 0.06,
                               .width = std::min(scene.width * 0.9, front.width() * 1.25),
                               .height = scene.side * 0.15}),
                    21);
  } else if (!stage.has_landscape() || stage.setting.ground == Ground::grass) {
    const bool indoors =
        icon.category != "Animals & Nature" && icon.slug != "basket" && stage.cast.places.empty();
    add_ground(stage, indoors ? ground_of(icon) : stage.setting.ground, scene.middle,
               scene.ground - scene.side * 0.005,
               std::min(scene.width * 0.92, front.width() * 1.2));
  }
  const Spot left = front.at(inside.from, inside.inside);
  const double span = front.at(inside.to, inside.inside).x - left.x;
  if (stage.cast.family) {
    place_family(stage, {left.x + span / 2, left.y}, span, height,
                 std::min(scene.height * 0.40, span * 0.95));
  } else {
    place_members(stage, members_of(stage), {left.x, left.y + height * 0.05}, span, height);
  }
  front.clip = inside.front;
  front.depth = 20;
  front.shadow = 0;
  scene.add(front);
}

void lay_out_cabin(LayoutContext& stage, std::size_t vehicle) {
  Scene& scene = stage.scene;
  const Icon& icon = stage.cast.roles[vehicle].icon();
  const Cabin& inside = *cabin(icon.slug);
  const double height = Scene::fitting(icon, scene.width * 0.82, scene.height * 0.62);
  const Ground ground = ground_of(icon);
  add_ground(stage, ground, scene.middle, scene.ground - scene.side * 0.01,
             std::min(scene.width * 0.92, height * aspect(icon) * 1.15));
  const double base = ground == Ground::air ? scene.height * 0.5 + height / 2 : scene.ground;
  const std::size_t body = place(stage, vehicle,
                                 {.x = scene.middle,
                                  .base = base,
                                  .height = height,
                                  .depth = 5,
                                  .shadow = ground == Ground::air ? 0 : 0.95});
  const Figure outside = scene.figures[body];
  const std::vector<Member> members = passengers_of(stage);
  const std::size_t windows = inside.windows.size();
  const std::size_t each = (members.size() + windows - 1) / windows;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::size_t row = i / windows;
    const double share = (static_cast<double>(row) + 0.5) / static_cast<double>(each);
    place_behind_window(stage, members[i], outside, inside.windows[i % windows], share);
  }
}

}  // namespace limner::art
