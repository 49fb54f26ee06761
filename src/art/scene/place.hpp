// The setting of a picture: from the prompt, and implied by the things in it.
#pragma once

#include "art/random.hpp"
#include "art/scene/scene_facts.hpp"
#include "art/scene/scene_graph.hpp"

#include <limner/art.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace limner::art {

struct Setting {
  std::vector<Place> places;
  Ground ground = Ground::grass;  // what the subject stands on
  bool dark = false;
  bool stormy = false;
  bool indoors = false;
  bool swims = false;       // the subject is in the water
  bool named = false;       // a landscape belongs to it, even on a plain backdrop
  std::string_view pastel;  // around the vignette
  std::string_view inner;   // inside it, where there is no landscape

  bool is(Place place) const;
};

Setting setting_of(const SceneGraph& cast, Random& random);

// The soft edge of the view behind the figures: path data.
std::string frame_path(int width, int height, Random& random);

// The view itself, inside its frame; empty when the place has none.
std::string vignette_svg(const Setting& setting, Backdrop backdrop, int width, int height,
                         std::string_view frame, Random& random);

}  // namespace limner::art
