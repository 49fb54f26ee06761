// The parts of a scene that a style treats differently.
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

// In the order they are drawn; the backdrop is none of them.
std::vector<SceneLayer> layers_of(const svg::SvgTree& scene);

// A scene with nothing but things on its backdrop is made to be cut out.
bool has_vignette(const svg::SvgTree& scene);

// White when the scene has none.
svg::Colour backdrop_colour(const svg::SvgTree& scene);

}  // namespace limner::art
