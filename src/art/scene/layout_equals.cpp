// Equals side by side on one ground; people without legs in one badge.
#include "art/scene/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace limner::art {
namespace {

constexpr double overlap = 0.03;  // of the short side

struct Guest {
  std::size_t role = 0;
  std::size_t copy = 0;
  double height = 0;
  double width = 0;
  double rise = 0;  // above the ground
};

const Icon& icon_of(const LayoutContext& stage, const Guest& guest) {
  return *stage.cast.roles[guest.role].icons[guest.copy];
}

std::vector<Guest> guests_of(const LayoutContext& stage, const std::vector<std::size_t>& equals) {
  std::vector<Guest> guests;
  for (std::size_t role : equals) {
    const std::size_t copies = std::min<std::size_t>(stage.cast.roles[role].count(), 3);
    for (std::size_t i = 0; i < copies && guests.size() < 6; ++i) guests.push_back({role, i});
  }
  return guests;
}

// Gives every guest its size, the tallest `share` of the height; returns the width
// of the whole row.
double measure(const LayoutContext& stage, std::vector<Guest>& guests, double share) {
  const Scene& scene = stage.scene;
  double tallest = 0;
  for (const Guest& guest : guests) {
    tallest = std::max(tallest, stature(icon_of(stage, guest)));
  }
  double total = 0;
  for (Guest& guest : guests) {
    const Icon& icon = icon_of(stage, guest);
    guest.height = scene.height * share * (0.4 + 0.6 * stature(icon) / tallest);
    guest.width = guest.height * aspect(icon);
    total += guest.width;
  }
  const double overlaps = static_cast<double>(guests.size() - 1) * scene.side * overlap;
  const double free = std::min(scene.width, scene.side * 1.35) * 0.90 + overlaps;
  const double shrink = std::min(1.0, free / total);
  for (Guest& guest : guests) {
    guest.height *= shrink;
    guest.width *= shrink;
  }
  return total * shrink - overlaps;
}

bool is_airborne(const Icon& icon) {
  return ground_of(icon) == Ground::air;
}

// A rounded window that hides where busts end.
void place_in_badge(LayoutContext& stage, const std::vector<Guest>& guests, double total) {
  Scene& scene = stage.scene;
  const double tall = scene.side * 0.56;
  const double bottom = scene.ground - scene.side * 0.04;
  const double left = scene.middle - total / 2 - scene.side * 0.04;
  const double right = scene.middle + total / 2 + scene.side * 0.04;
  const double round = scene.side * 0.16;
  scene.add_shape(
      fmt::format("<rect x='{:.1f}' y='{:.1f}' width='{:.1f}' height='{:.1f}' rx='{:.1f}' "
                  "fill='#8ecbe8' stroke='#fff' stroke-width='{:.1f}'/>",
                  left, bottom - tall, right - left, tall, round, scene.side * 0.016),
      3, Layer::ground);
  const std::string frame = fmt::format(
      "M{0:.1f} -200 H{1:.1f} V{2:.1f} A{3:.1f} {3:.1f} 0 0 1 {4:.1f} {5:.1f} H{6:.1f} A{3:.1f} "
      "{3:.1f} 0 0 1 {0:.1f} {2:.1f}Z",
      left, right, bottom - round, round, right - round, bottom, left + round);
  double x = scene.middle - total / 2;
  for (const Guest& guest : guests) {
    const std::size_t figure = place_lead(stage, guest.role,
                                          {.x = x + guest.width / 2,
                                           .base = bottom + scene.side * 0.005,
                                           .height = guest.height,
                                           .copy = guest.copy});
    scene.figures[figure].within = frame;
    x += guest.width - scene.side * overlap;
  }
  scene.ground = bottom + scene.side * 0.02;
}

// Side by side about the middle, each at its own height above the ground.
void place_in_row(LayoutContext& stage, const std::vector<Guest>& guests, double total) {
  Scene& scene = stage.scene;
  double x = scene.middle - total / 2;
  for (std::size_t i = 0; i < guests.size(); ++i) {
    const Guest& guest = guests[i];
    place_lead(stage, guest.role,
               {.x = x + guest.width / 2,
                .base = scene.ground + scene.side * (i % 2 == 1 ? 0.03 : -0.015) - guest.rise,
                .height = guest.height,
                .depth = (guest.rise > 0 ? 7 : 8) + 0.2 * static_cast<double>(i),
                .shadow = guest.rise > 0 ? 0 : 0.8,
                .copy = guest.copy});
    x += guest.width - scene.side * overlap;
  }
}

void place_in_two_rows(LayoutContext& stage, std::vector<Guest> below, std::vector<Guest> above) {
  const double low = measure(stage, below, 0.38);
  double tallest = 0;
  for (const Guest& guest : below) tallest = std::max(tallest, guest.height);
  place_in_row(stage, below, low);
  const double high = measure(stage, above, 0.30);
  for (Guest& guest : above) guest.rise = tallest + stage.scene.side * 0.02;
  place_in_row(stage, above, high);
}

// What floats does so beside the others, or, if they are many, above them.
void place_all(LayoutContext& stage, std::vector<Guest> guests) {
  std::vector<Guest> standing;
  std::vector<Guest> floating;
  for (const Guest& guest : guests) {
    (is_airborne(icon_of(stage, guest)) ? floating : standing).push_back(guest);
  }
  if (!standing.empty() && !floating.empty() && guests.size() > 3) {
    return place_in_two_rows(stage, std::move(standing), std::move(floating));
  }
  const double total = measure(stage, guests, 0.56);
  for (Guest& guest : guests) {
    if (is_airborne(icon_of(stage, guest))) {
      guest.rise = stage.scene.side * (standing.empty() ? 0.12 : 0.24);
    }
  }
  place_in_row(stage, guests, total);
}

}  // namespace

void lay_out_equals(LayoutContext& stage, const std::vector<std::size_t>& equals) {
  Scene& scene = stage.scene;
  std::vector<Guest> guests = guests_of(stage, equals);
  const double total = measure(stage, guests, 0.56);
  const bool busts = std::any_of(guests.begin(), guests.end(), [&](const Guest& guest) {
    return is_bust(icon_of(stage, guest));
  });
  if (busts) return place_in_badge(stage, guests, total);
  const bool aloft = stage.setting.ground == Ground::air;
  const Ground other = ground_of(stage.cast.roles[equals.back()].icon());
  add_ground(stage, aloft && other != Ground::air ? other : stage.setting.ground, scene.middle,
             scene.ground - scene.side * 0.01,
             std::min(scene.width * 0.92, std::max(scene.side * 0.86, total * 1.12)));
  place_all(stage, std::move(guests));
}

}  // namespace limner::art
