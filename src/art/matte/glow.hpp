// Light and haze around a subject: regions that fade into the background without an edge, and
// whose opacity is proportional to their difference from it.
#pragma once

#include "art/matte/backdrop_fit.hpp"
#include "art/matte/region.hpp"

#include <limner/bitmap.hpp>

#include <cstdint>
#include <vector>

namespace limner::art {

// One alpha per pixel, 0 outside the glow; empty without any glow.
using Glow = std::vector<std::uint8_t>;

// Finds the glow and marks it as background in `region`, so that subjects in front of it get a
// rim. The picture must not have grain.
Glow extract_glow(const Bitmap& picture, const BackdropFit& backdrop, BackdropRegion& region);

}  // namespace limner::art
