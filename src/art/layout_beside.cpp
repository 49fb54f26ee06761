// By a tree, at a blackboard, side by side with an equal.
#include "art/layout.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace limner {
namespace {

constexpr double overlap = 0.03;  // of the short side, between equals

void place_on_desk(Stage& stage, std::string_view slug, double x, double base, double height) {
  const Icon* icon = find_icon(slug);
  if (icon == nullptr) return;
  stage.scene.add({.icon = icon, .x = x, .base = base, .height = height, .depth = 10});
}

Ground shared_ground(const Stage& stage, const Icon& neighbour) {
  const Ground ground = stage.setting.ground;
  const bool indoors = ground == Ground::table || ground == Ground::rug || ground == Ground::air;
  const Ground other = ground_of(neighbour);
  return indoors && other != Ground::air && other != Ground::table ? other : ground;
}

}  // namespace

void lay_out_at_board(Stage& stage, std::size_t board) {
  Scene& scene = stage.scene;
  const double side = scene.side;
  const double x = scene.middle;
  const Icon& wood = stage.cast.roles[board].icon();
  const Icon& icon = stage.subject().icon();
  place(stage, board,
        {.x = x + side * 0.06,
         .base = scene.height * 0.66,
         .height = Scene::fitting(wood, std::min(scene.width, side * 1.1) * 0.72,
                                  scene.height * 0.52),
         .depth = 3});
  if (!icon.bust) {
    add_ground(stage, Ground::rug, x, scene.ground, std::min(scene.width * 0.8, side * 0.85));
  }
  const double foot = scene.ground - (icon.bust ? side * 0.06 : 0);
  place_lead(stage, 0,
             {.x = x - side * 0.17,
              .base = foot,
              .height = Scene::fitting(icon, scene.width * 0.5, scene.height * 0.50),
              .shadow = icon.bust ? 0 : 0.8});
  if (!icon.bust) return;
  const double desk_x = x - side * 0.02;
  const double desk_width = side * 0.80;
  const double desk_top = scene.ground - side * 0.10;
  scene.add_shape(desk_svg(desk_x, desk_top, desk_width, side), 9);
  place_on_desk(stage, "red-apple", desk_x + desk_width * 0.30, desk_top + side * 0.012,
                side * 0.12);
  place_on_desk(stage, "books", desk_x + desk_width * 0.05, desk_top + side * 0.012, side * 0.15);
}

void lay_out_beside(Stage& stage, std::size_t neighbour) {
  Scene& scene = stage.scene;
  const Icon& icon = stage.subject().icon();
  const Icon& other = stage.cast.roles[neighbour].icon();
  const double own = stature(icon);
  const double theirs = stature(other);
  const double room = scene.height * 0.66;
  const double tall = std::max(own, theirs);
  const double wide = std::min(scene.width, scene.side * 1.15);
  const double other_height =
      std::min(Scene::fitting(other, wide * 0.60, room), theirs < tall ? room * theirs / tall : room);
  const double height =
      Scene::fitting(icon, wide * 0.52, own < tall ? room * std::max(0.42, own / tall) : room);
  add_ground(stage, shared_ground(stage, other), scene.middle, scene.ground - scene.side * 0.01,
             std::min(scene.width * 0.9, scene.side * 0.9));
  const bool leans = stage.subject().does(Action::lean);
  place(stage, neighbour,
        {.x = scene.middle + wide * 0.13,
         .base = scene.ground - scene.side * 0.02,
         .height = other_height,
         .depth = 3,
         .shadow = 0.5});
  const double spread = theirs < tall ? 0.16 : 0.12;
  place_lead(stage, 0,
             {.x = scene.middle - wide * (leans ? spread - 0.02 : spread),
              .base = scene.ground + scene.side * 0.018,
              .height = height,
              .turn = leans ? 5.0 : 0.0,
              .shadow = 0.85});
}

void lay_out_equals(Stage& stage, const std::vector<std::size_t>& equals) {
  struct Guest {
    std::size_t role;
    std::size_t copy;
    double height = 0;
    double width = 0;
  };
  Scene& scene = stage.scene;
  std::vector<Guest> guests;
  for (std::size_t role : equals) {
    const std::size_t copies = std::min<std::size_t>(stage.cast.roles[role].count(), 3);
    for (std::size_t i = 0; i < copies && guests.size() < 6; ++i) guests.push_back({role, i});
  }
  double tallest = 0;
  for (const Guest& guest : guests) {
    tallest = std::max(tallest, stature(*stage.cast.roles[guest.role].icons[guest.copy]));
  }
  const auto count = static_cast<double>(guests.size());
  const double wide = std::min(scene.width, scene.side * 1.35);
  double total = -(count - 1) * scene.side * overlap;
  for (Guest& guest : guests) {
    const Icon& icon = *stage.cast.roles[guest.role].icons[guest.copy];
    guest.height = Scene::fitting(icon, wide * 0.86 / count * 1.15,
                                  scene.height * 0.56 * (0.4 + 0.6 * stature(icon) / tallest));
    guest.width = guest.height * aspect(icon);
    total += guest.width;
  }
  const bool aloft = stage.setting.ground == Ground::air;
  const Ground other = ground_of(stage.cast.roles[equals[1]].icon());
  const Ground ground = aloft && other != Ground::air ? other : stage.setting.ground;
  add_ground(stage, ground, scene.middle, scene.ground - scene.side * 0.01,
             std::min(scene.width * 0.92, std::max(scene.side * 0.86, total * 1.12)));
  double x = scene.middle - total / 2;
  for (std::size_t i = 0; i < guests.size(); ++i) {
    const Guest& guest = guests[i];
    place_lead(stage, guest.role,
               {.x = x + guest.width / 2,
                .base = scene.ground + scene.side * (i % 2 == 1 ? 0.03 : -0.015),
                .height = guest.height,
                .depth = 8 + 0.2 * static_cast<double>(i),
                .shadow = 0.8,
                .copy = guest.copy});
    x += guest.width - scene.side * overlap;
  }
}

}  // namespace limner
