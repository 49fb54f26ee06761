// The parts of a scene that a style treats differently.
#pragma once

#include "art/svg_colour.hpp"
#include "art/svg_tree.hpp"

#include <string_view>
#include <vector>

namespace limner {

struct SceneLayer {
  const SvgElement* element = nullptr;
  std::string_view kind;  // its class: "vignette", "ground", "item" or "mark"
};

// In the order they are drawn; the backdrop is none of them.
std::vector<SceneLayer> layers_of(const SvgTree& scene);

// A scene with nothing but things on its backdrop is made to be cut out.
bool has_vignette(const SvgTree& scene);

// White when the scene has none.
Colour backdrop_colour(const SvgTree& scene);

}  // namespace limner
