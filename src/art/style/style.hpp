// Renders a scene's SVG in one of the styles.
#pragma once

#include <limner/art.hpp>
#include <limner/bitmap.hpp>

#include <cstdint>
#include <string_view>

namespace limner::art {

// The style passes find the layers of a scene by the class of its elements, at any depth:
// "backdrop" (the flat or pastel rectangle behind all), "vignette", "ground" (ground and shadows),
// "item" (one icon or drawn thing), "mark" (hearts, sparkles, Zzz). Elements of one class do not
// nest in another's.
Bitmap paint(ArtStyle style, std::string_view scene_svg, int width, int height, std::uint64_t seed);

}  // namespace limner::art
