#include "art/style/layers.hpp"

#include <algorithm>

namespace limner::art {
namespace {

constexpr std::string_view backdrop = "backdrop";

// Everything with a class; what is inside one belongs to it.
void collect(const svg::SvgElement& element, std::vector<SceneLayer>& layers) {
  if (const auto kind = element.find("class")) {
    layers.push_back({&element, *kind});
    return;
  }
  for (const svg::SvgElement* e = element.first_child; e != nullptr; e = e->next)
    collect(*e, layers);
}

}  // namespace

std::vector<SceneLayer> layers_of(const svg::SvgTree& scene) {
  std::vector<SceneLayer> layers;
  collect(scene.root(), layers);
  std::erase_if(layers, [](const SceneLayer& layer) { return layer.kind == backdrop; });
  return layers;
}

bool has_vignette(const svg::SvgTree& scene) {
  const std::vector<SceneLayer> layers = layers_of(scene);
  return std::any_of(layers.begin(), layers.end(),
                     [](const SceneLayer& layer) { return layer.kind == "vignette"; });
}

svg::Colour backdrop_colour(const svg::SvgTree& scene) {
  std::vector<SceneLayer> layers;
  collect(scene.root(), layers);
  for (const SceneLayer& layer : layers) {
    const auto fill = layer.kind == backdrop ? layer.element->find("fill") : std::nullopt;
    const auto colour = fill ? svg::parse_colour(*fill) : std::nullopt;
    if (colour) return *colour;
  }
  return {1, 1, 1, 1};
}

}  // namespace limner::art
