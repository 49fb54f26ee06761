// Places several copies of the subject: in one or two rows, as a family, or as a pair.
#include "art/scene/effect.hpp"
#include "art/scene/layout.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace limner::art {
namespace {

struct GroupPosition {
  double size = 1;
  bool back = false;
  bool young = false;
  std::size_t copy = 0;
};

// x of the hands, in icon units.
struct Hands {
  double left = 0;
  double right = 0;
};

Hands hands_of(const Icon& icon) {
  if (icon.slug.starts_with("h:")) return {34.5, 93.5};
  if (icon.slug.starts_with("b:")) return {33, 95};
  return {icon.ink.x0 + icon.ink.width() * 0.06, icon.ink.x1 - icon.ink.width() * 0.06};
}

std::vector<GroupPosition> group_positions(const LayoutContext& context, std::size_t count) {
  constexpr std::array<double, 7> heights{1, 0.94, 0.97, 0.9, 0.95, 0.9, 0.92};
  std::vector<GroupPosition> positions;
  if (context.graph.family && context.graph.one_young) {
    return {{1, false, false, 0}, {0.52, false, true, 0}};
  }
  if (context.graph.family && count == 1) {
    return {{1, false, false, 0},
            {0.5, false, true, 0},
            {0.44, false, true, 0},
            {0.8, false, false, 0}};
  }
  for (std::size_t i = 0; i < count; ++i) {
    positions.push_back(
        {.size = heights.at(i % heights.size()), .back = i % 2 == 1 && count > 2, .copy = i});
  }
  if (context.graph.family) {
    positions.push_back({0.5, false, true, 0});
    positions.push_back({0.46, false, true, 0});
  }
  return positions;
}

bool is_scattered(const Icon& icon) {
  static constexpr std::array<std::string_view, 7> light{
      "maple-leaf", "fallen-leaf", "snowflake", "feather", "star", "droplet", "musical-note"};
  return std::find(light.begin(), light.end(), icon.slug) != light.end();
}

// Whether to mirror the icon so that it faces the middle.
bool turned(const Icon& icon, bool on_the_left) {
  if (icon.head.facing == 'F') return false;
  return (icon.head.facing == 'L') == on_the_left;
}

void place_pair(LayoutContext& context, bool hugging) {
  Scene& scene = context.scene;
  const Icon& icon = context.subject().icon();
  const Hands hands = hands_of(icon);
  const double wide = std::min(scene.width, scene.side * 1.2);
  const double height = Scene::fitting_height(icon, wide * 0.46, scene.height * 0.54);
  const double scale = height / icon.ink.height();
  const double apart = (hands.right - hands.left) * scale * (hugging ? 0.72 : 1);
  add_ground(context, context.setting.ground, scene.middle, scene.ground - scene.side * 0.01,
             std::min(scene.width * 0.90, scene.side * 0.86));
  const std::size_t count =
      std::min<std::size_t>(std::max<std::size_t>(context.subject().count(), 2), 4);
  for (std::size_t i = 0; i < count; ++i) {
    const double along = static_cast<double>(i) - static_cast<double>(count - 1) / 2;
    const bool left = along < 0;
    const Icon& own = *context.subject().icons[std::min(i, context.subject().count() - 1)];
    place_subject(context, 0,
                  {.x = scene.middle + along * apart,
                   .base = scene.ground,
                   .height = height,
                   .depth = 8 + 0.1 * static_cast<double>(i),
                   .mirrored = turned(own, left),
                   .turn = hugging ? (left ? 5.0 : -5.0) : 0.0,
                   .shadow = 0.7,
                   .copy = i});
  }
  scene.add_shape(
      heart_svg({scene.middle, scene.ground - height - scene.side * 0.06}, scene.side * 0.04, 0),
      40, Layer::mark);
}

}  // namespace

void lay_out_group(LayoutContext& context) {
  const bool hugging = context.subject().does(Action::hug);
  const bool few = context.subject().count() <= 4 && !context.graph.family;
  if (few && (hugging || context.subject().does(Action::handhold)))
    return place_pair(context, hugging);

  Scene& scene = context.scene;
  const Icon& icon = context.subject().icon();
  const std::vector<GroupPosition> positions =
      group_positions(context, std::min<std::size_t>(context.subject().count(), 12));
  const bool two_rows = positions.size() > 4;
  double widths = 0;
  for (const GroupPosition& position : positions) widths += position.size;
  const double wide = std::min(scene.width, scene.side * 1.4);
  const double packed = two_rows ? 0.46 : 0.80;
  const double height = std::min(scene.height * (two_rows ? 0.42 : 0.52),
                                 wide * 0.86 / (aspect(icon) * widths * packed / 0.8) * 1.25);
  const double total = widths * height * aspect(icon) * packed;
  const bool scattered = is_scattered(icon);
  const bool aloft = context.setting.ground == Ground::air || scattered;
  const double level = icon.slug == "p:fireworks" ? 0.36 : 0.5;
  const double ground = aloft ? scene.height * level + height / 2 : scene.ground;
  if (!aloft) {
    add_ground(context, context.setting.ground, scene.middle, scene.ground - scene.side * 0.01,
               std::min(scene.width * 0.92, std::max(scene.side * 0.86, total * 1.1)));
  }
  double x = scene.middle - total / 2;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const GroupPosition& position = positions[i];
    const double width = position.size * height * aspect(icon) * packed;
    const Icon& own =
        *context.subject().icons[std::min(position.copy, context.subject().count() - 1)];
    const double raise = position.back ? scene.side * (two_rows ? 0.11 : 0.05) : 0;
    const double tossed = aloft ? scene.side * context.random.between(-0.10, 0.10) : 0;
    const std::size_t figure =
        place_subject(context, 0,
                      {.x = x + width / 2,
                       .base = ground - raise + (position.young ? scene.side * 0.02 : 0) + tossed,
                       .height = height * position.size,
                       .depth = 8 - (position.back ? 1 : 0) + (position.young ? 1.5 : 0) +
                                0.01 * static_cast<double>(i),
                       .mirrored = turned(own, i < positions.size() / 2),
                       .turn = scattered ? context.random.between(-40, 40) : 0.0,
                       .shadow = aloft ? 0 : 0.7,
                       .copy = position.copy});
    if (position.young) {
      Figure& young = scene.figures[figure];
      young.icon = &young_of(*young.icon, i);
    }
    x += width;
  }
}

}  // namespace limner::art
