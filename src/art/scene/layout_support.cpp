// On a sofa, a horse, a board: who sits shares the seat.
#include "art/scene/layout.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace limner::art {
namespace {

struct Sitter {
  std::size_t role = 0;
  std::size_t copy = 0;
  double size = 1;
};

std::vector<Sitter> sitters_of(LayoutContext& stage, std::size_t seat) {
  std::vector<Sitter> sitters;
  const std::size_t count = std::min<std::size_t>(stage.subject().count(), 5);
  for (std::size_t i = 0; i < count; ++i) sitters.push_back({0, i, 1});
  if (stage.cast.family) {
    sitters.push_back({0, 0, 0.65});
    if (!stage.cast.one_young) sitters.push_back({0, 0, 0.6});
  }
  for (std::size_t role : waiting(stage, {Relation::with, Relation::also})) {
    const Icon& icon = stage.cast.roles[role].icon();
    if (role == seat || (icon.eyes.empty() && stature(icon) < 0.5)) continue;
    const std::size_t copies = std::min<std::size_t>(stage.cast.roles[role].count(), 3);
    for (std::size_t i = 0; i < copies && sitters.size() < 6; ++i) sitters.push_back({role, i, 1});
  }
  return sitters;
}

bool is_low(std::string_view seat) {
  return seat == "skateboard" || seat == "p:lilypad" || seat == "p:surfboard" || seat == "wood";
}

// Cats and rabbits on one seat are not all of one colour.
std::string coat_of(const Icon& icon, std::size_t index) {
  static constexpr std::array<std::string_view, 5> coats{"", "grey", "white", "brown", "black"};
  static constexpr std::array<std::string_view, 5> various{"cat", "rabbit", "horse", "b:cat-face",
                                                           "b:rabbit-face"};
  const bool varies = std::find(various.begin(), various.end(), icon.slug) != various.end();
  return varies ? std::string(coats.at(index % coats.size())) : std::string();
}

// A witch's broom lies in the air.
bool flies(const Icon& icon) {
  return icon.slug == "broom" || icon.slug == "p:cloud" || icon.slug == "crescent-moon" ||
         icon.slug == "flying-saucer" || icon.slug == "dragon";
}

double height_of(const Icon& icon, const Scene& scene) {
  if (is_low(icon.slug)) return Scene::fitting(icon, scene.width * 0.62, scene.height * 0.2);
  if (icon.slug == "sled") return Scene::fitting(icon, scene.width * 0.6, scene.height * 0.36);
  return Scene::fitting(icon, scene.width * 0.84, scene.height * 0.62);
}

}  // namespace

void lay_out_support(LayoutContext& stage, std::size_t seat) {
  Scene& scene = stage.scene;
  const Icon& icon = stage.cast.roles[seat].icon();
  const Support& on = *support(icon.slug);
  const bool aloft = flies(icon);
  const bool brings_ground = icon.slug == "p:lilypad";
  const std::size_t under =
      place(stage, seat,
            {.x = scene.middle - (icon.slug == "broom" ? scene.side * 0.26 : 0),
             .base = scene.ground - (aloft ? scene.side * 0.06 : 0),
             .height = height_of(icon, scene),
             .depth = 5,
             .turn = icon.slug == "broom" ? 38.0 : 0.0,
             .shadow = aloft || brings_ground ? 0 : 0.8});
  const Figure below = scene.figures[under];
  if (!aloft && !brings_ground)
    add_ground(stage, ground_of(icon) == Ground::rug ? Ground::rug : stage.setting.ground,
               scene.middle, scene.ground - scene.side * 0.006,
               std::min(scene.width * 0.94, below.width() * 1.15));

  const Spot left = below.at(on.from, on.seat);
  const double span = below.at(on.to, on.seat).x - left.x;
  const std::vector<Sitter> sitters = sitters_of(stage, seat);
  const auto count = static_cast<double>(sitters.size());
  double widest = 0;
  for (const Sitter& sitter : sitters) {
    widest = std::max(widest, aspect(stage.cast.roles[sitter.role].icon()));
  }
  const bool several = sitters.size() > 1;
  const double height = std::min(scene.height * (several ? 0.36 : 0.44),
                                 span / count / widest * (several ? 1.22 : 2.2));
  for (std::size_t i = 0; i < sitters.size(); ++i) {
    const Sitter& sitter = sitters[i];
    const Entity& role = stage.cast.roles[sitter.role];
    const bool looks_right = i < (sitters.size() + 1) / 2;
    const bool drawn_left = role.icon().head.facing == 'L';
    const std::size_t figure =
        place_lead(stage, sitter.role,
                   {.x = left.x + span * (static_cast<double>(i) + 0.5) / count,
                    .base = left.y + scene.side * 0.012 * static_cast<double>(i % 2),
                    .height = height * sitter.size * stage.random.between(0.96, 1.04),
                    .depth = 8 + 0.1 * static_cast<double>(i),
                    .mirrored = several && looks_right == drawn_left,
                    .shadow = 0.7,
                    .copy = sitter.copy});
    Figure& placed = scene.figures[figure];
    if (placed.colour.empty() && several) placed.colour = coat_of(*placed.icon, i);
    if (sitter.size < 1) placed.icon = &young_of(*placed.icon, i);
  }
}

}  // namespace limner::art
