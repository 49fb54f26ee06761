// The setting of a picture, from the places in the prompt and the entities of the scene.
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
  bool named = false;       // a landscape is drawn even on a plain backdrop
  std::string_view pastel;  // background colour around the vignette
  std::string_view inner;   // colour inside the vignette when there is no landscape

  bool is(Place place) const;
};

Setting setting_of(const SceneGraph& graph, Random& random);

// SVG path data of the vignette's edge.
std::string frame_path(int width, int height, Random& random);

// SVG of the landscape inside `frame`; empty when the setting has no landscape.
std::string vignette_svg(const Setting& setting, Backdrop backdrop, int width, int height,
                         std::string_view frame, Random& random);

}  // namespace limner::art
