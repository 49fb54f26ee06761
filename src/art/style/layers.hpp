// Access to the layers of a scene's SVG.
#pragma once

#include "svg/colour.hpp"
#include "svg/tree.hpp"

#include <string_view>
#include <vector>

namespace limner::art {

struct SceneLayer {
  const svg::SvgElement* element = nullptr;
  std::string_view kind;  // its class: "vignette", "ground", "item" or "mark"
};

// In drawing order, without the backdrop. The pointers are valid while `scene` exists.
std::vector<SceneLayer> layers_of(const svg::SvgTree& scene);

// A scene without a vignette is meant for background removal.
bool has_vignette(const svg::SvgTree& scene);

// White when the scene has none.
svg::Colour backdrop_colour(const svg::SvgTree& scene);

}  // namespace limner::art
