// The flat style: few even colours, no outlines and highlights.
#pragma once

#include <string>
#include <string_view>

namespace limner::art {

// Works on a whole scene and leaves its backdrop as it is. What comes out is a
// scene of the same layers, so it can be kept as the picture's vector source.
std::string flattened(std::string_view scene_svg);

}  // namespace limner::art
