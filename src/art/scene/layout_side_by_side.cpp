// Places things of similar size side by side on one ground, or people without legs in one badge.
#include "art/scene/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace limner::art {
namespace {

constexpr double overlap = 0.03;  // of the short side

struct RowItem {
  std::size_t entity = 0;
  std::size_t copy = 0;
  double height = 0;
  double width = 0;
  double rise = 0;  // above the ground
};

const Icon& icon_of(const LayoutContext& context, const RowItem& item) {
  return *context.graph.entities[item.entity].icons[item.copy];
}

std::vector<RowItem> row_items(const LayoutContext& context,
                               const std::vector<std::size_t>& peers) {
  std::vector<RowItem> items;
  for (std::size_t entity : peers) {
    const std::size_t copies = std::min<std::size_t>(context.graph.entities[entity].count(), 3);
    for (std::size_t i = 0; i < copies && items.size() < 6; ++i) items.push_back({entity, i});
  }
  return items;
}

// Sets the size of every item, the tallest to `share` of the height; returns the width of the
// row in pixels.
double measure(const LayoutContext& context, std::vector<RowItem>& items, double share) {
  const Scene& scene = context.scene;
  double tallest = 0;
  for (const RowItem& item : items) {
    tallest = std::max(tallest, stature(icon_of(context, item)));
  }
  double total = 0;
  for (RowItem& item : items) {
    const Icon& icon = icon_of(context, item);
    item.height = scene.height * share * (0.4 + 0.6 * stature(icon) / tallest);
    item.width = item.height * aspect(icon);
    total += item.width;
  }
  const double overlaps = static_cast<double>(items.size() - 1) * scene.side * overlap;
  const double free = std::min(scene.width, scene.side * 1.35) * 0.90 + overlaps;
  const double shrink = std::min(1.0, free / total);
  for (RowItem& item : items) {
    item.height *= shrink;
    item.width *= shrink;
  }
  return total * shrink - overlaps;
}

bool is_airborne(const Icon& icon) {
  return ground_of(icon) == Ground::air;
}

// A rounded frame that hides the cut edge of busts.
void place_in_badge(LayoutContext& context, const std::vector<RowItem>& items, double total) {
  Scene& scene = context.scene;
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
  for (const RowItem& item : items) {
    const std::size_t figure = place_subject(context, item.entity,
                                             {.x = x + item.width / 2,
                                              .base = bottom + scene.side * 0.005,
                                              .height = item.height,
                                              .copy = item.copy});
    scene.figures[figure].within = frame;
    x += item.width - scene.side * overlap;
  }
  scene.ground = bottom + scene.side * 0.02;
}

// Places items side by side, centred, each at its `rise` above the ground.
void place_in_row(LayoutContext& context, const std::vector<RowItem>& items, double total) {
  Scene& scene = context.scene;
  double x = scene.middle - total / 2;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const RowItem& item = items[i];
    place_subject(context, item.entity,
                  {.x = x + item.width / 2,
                   .base = scene.ground + scene.side * (i % 2 == 1 ? 0.03 : -0.015) - item.rise,
                   .height = item.height,
                   .depth = (item.rise > 0 ? 7 : 8) + 0.2 * static_cast<double>(i),
                   .shadow = item.rise > 0 ? 0 : 0.8,
                   .copy = item.copy});
    x += item.width - scene.side * overlap;
  }
}

void place_in_two_rows(LayoutContext& context, std::vector<RowItem> below,
                       std::vector<RowItem> above) {
  const double low = measure(context, below, 0.38);
  double tallest = 0;
  for (const RowItem& item : below) tallest = std::max(tallest, item.height);
  place_in_row(context, below, low);
  const double high = measure(context, above, 0.30);
  for (RowItem& item : above) item.rise = tallest + context.scene.side * 0.02;
  place_in_row(context, above, high);
}

// Airborne items are placed beside the others, or above them if there are many.
void place_all(LayoutContext& context, std::vector<RowItem> items) {
  std::vector<RowItem> standing;
  std::vector<RowItem> floating;
  for (const RowItem& item : items) {
    (is_airborne(icon_of(context, item)) ? floating : standing).push_back(item);
  }
  if (!standing.empty() && !floating.empty() && items.size() > 3) {
    return place_in_two_rows(context, std::move(standing), std::move(floating));
  }
  const double total = measure(context, items, 0.56);
  for (RowItem& item : items) {
    if (is_airborne(icon_of(context, item))) {
      item.rise = context.scene.side * (standing.empty() ? 0.12 : 0.24);
    }
  }
  place_in_row(context, items, total);
}

}  // namespace

void lay_out_side_by_side(LayoutContext& context, const std::vector<std::size_t>& peers) {
  Scene& scene = context.scene;
  std::vector<RowItem> items = row_items(context, peers);
  const double total = measure(context, items, 0.56);
  const bool busts = std::any_of(items.begin(), items.end(), [&](const RowItem& item) {
    return is_bust(icon_of(context, item));
  });
  if (busts) return place_in_badge(context, items, total);
  const bool aloft = context.setting.ground == Ground::air;
  const Ground other = ground_of(context.graph.entities[peers.back()].icon());
  add_ground(context, aloft && other != Ground::air ? other : context.setting.ground, scene.middle,
             scene.ground - scene.side * 0.01,
             std::min(scene.width * 0.92, std::max(scene.side * 0.86, total * 1.12)));
  place_all(context, std::move(items));
}

}  // namespace limner::art
