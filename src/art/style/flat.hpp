// The flat style: few solid colours, without outlines and highlights.
#pragma once

#include <string>
#include <string_view>

namespace limner::art {

// Converts a scene and leaves its backdrop unchanged. The result is a scene with the same
// layers.
std::string flattened(std::string_view scene_svg);

}  // namespace limner::art
