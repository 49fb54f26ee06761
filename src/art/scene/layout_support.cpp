// Places figures on a sofa, a horse or a board; all that sit share it.
#include "art/scene/layout.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace limner::art {
namespace {

struct SeatedFigure {
  std::size_t entity = 0;
  std::size_t copy = 0;
  double size = 1;
};

std::vector<SeatedFigure> seated_figures(LayoutContext& context, std::size_t seat) {
  std::vector<SeatedFigure> seated;
  const std::size_t count = std::min<std::size_t>(context.subject().count(), 5);
  for (std::size_t i = 0; i < count; ++i) seated.push_back({0, i, 1});
  if (context.graph.family) {
    seated.push_back({0, 0, 0.65});
    if (!context.graph.one_young) seated.push_back({0, 0, 0.6});
  }
  for (std::size_t entity : unplaced(context, {Relation::with, Relation::also})) {
    const Icon& icon = context.graph.entities[entity].icon();
    if (entity == seat || (icon.eyes.empty() && stature(icon) < 0.5)) continue;
    const std::size_t copies = std::min<std::size_t>(context.graph.entities[entity].count(), 3);
    for (std::size_t i = 0; i < copies && seated.size() < 6; ++i) seated.push_back({entity, i, 1});
  }
  return seated;
}

bool is_low(std::string_view seat) {
  return seat == "skateboard" || seat == "p:lilypad" || seat == "p:surfboard" || seat == "wood";
}

// Varies the fur colour of cats and rabbits on one seat.
std::string fur_colour_of(const Icon& icon, std::size_t index) {
  static constexpr std::array<std::string_view, 5> coats{"", "grey", "white", "brown", "black"};
  static constexpr std::array<std::string_view, 5> various{"cat", "rabbit", "horse", "b:cat-face",
                                                           "b:rabbit-face"};
  const bool varies = std::find(various.begin(), various.end(), icon.slug) != various.end();
  return varies ? std::string(coats.at(index % coats.size())) : std::string();
}

// True for supports in the air, such as a broom.
bool flies(const Icon& icon) {
  return icon.slug == "broom" || icon.slug == "p:cloud" || icon.slug == "crescent-moon" ||
         icon.slug == "flying-saucer" || icon.slug == "dragon";
}

double height_of(const Icon& icon, const Scene& scene) {
  if (is_low(icon.slug)) return Scene::fitting_height(icon, scene.width * 0.62, scene.height * 0.2);
  if (icon.slug == "sled")
    return Scene::fitting_height(icon, scene.width * 0.6, scene.height * 0.36);
  return Scene::fitting_height(icon, scene.width * 0.84, scene.height * 0.62);
}

}  // namespace

void lay_out_support(LayoutContext& context, std::size_t seat) {
  Scene& scene = context.scene;
  const Icon& icon = context.graph.entities[seat].icon();
  const Support& on = *support(icon.slug);
  const bool aloft = flies(icon);
  const bool brings_ground = icon.slug == "p:lilypad";
  const std::size_t under =
      place(context, seat,
            {.x = scene.middle - (icon.slug == "broom" ? scene.side * 0.26 : 0),
             .base = scene.ground - (aloft ? scene.side * 0.06 : 0),
             .height = height_of(icon, scene),
             .depth = 5,
             .turn = icon.slug == "broom" ? 38.0 : 0.0,
             .shadow = aloft || brings_ground ? 0 : 0.8});
  const Figure below = scene.figures[under];
  if (!aloft && !brings_ground)
    add_ground(context, ground_of(icon) == Ground::rug ? Ground::rug : context.setting.ground,
               scene.middle, scene.ground - scene.side * 0.006,
               std::min(scene.width * 0.94, below.width() * 1.15));

  const Point left = below.at(on.from, on.seat);
  const double span = below.at(on.to, on.seat).x - left.x;
  const std::vector<SeatedFigure> seated = seated_figures(context, seat);
  const auto count = static_cast<double>(seated.size());
  double widest = 0;
  for (const SeatedFigure& seated_figure : seated) {
    widest = std::max(widest, aspect(context.graph.entities[seated_figure.entity].icon()));
  }
  const bool several = seated.size() > 1;
  const double height = std::min(scene.height * (several ? 0.36 : 0.44),
                                 span / count / widest * (several ? 1.22 : 2.2));
  for (std::size_t i = 0; i < seated.size(); ++i) {
    const SeatedFigure& seated_figure = seated[i];
    const Entity& entity = context.graph.entities[seated_figure.entity];
    const bool looks_right = i < (seated.size() + 1) / 2;
    const bool drawn_left = entity.icon().head.facing == 'L';
    const std::size_t figure =
        place_subject(context, seated_figure.entity,
                      {.x = left.x + span * (static_cast<double>(i) + 0.5) / count,
                       .base = left.y + scene.side * 0.012 * static_cast<double>(i % 2),
                       .height = height * seated_figure.size * context.random.between(0.96, 1.04),
                       .depth = 8 + 0.1 * static_cast<double>(i),
                       .mirrored = several && looks_right == drawn_left,
                       .shadow = 0.7,
                       .copy = seated_figure.copy});
    Figure& placed = scene.figures[figure];
    if (placed.colour.empty() && several) placed.colour = fur_colour_of(*placed.icon, i);
    if (seated_figure.size < 1) placed.icon = &young_of(*placed.icon, i);
  }
}

}  // namespace limner::art
