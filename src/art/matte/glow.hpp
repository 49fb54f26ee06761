// Light and haze about a subject: what fades into the backdrop without an edge, and
// is as opaque as it differs from it.
#pragma once

#include "art/matte/backdrop_fit.hpp"
#include "art/matte/region.hpp"

#include <limner/bitmap.hpp>

#include <cstdint>
#include <vector>

namespace limner::art {

// One alpha a pixel, 0 where nothing glows; empty when nothing does at all.
using Glow = std::vector<std::uint8_t>;

// Finds what glows. It counts as backdrop from then on: what stands before it has
// its rim there. The picture is free of grain.
Glow take_glow(const Bitmap& picture, const BackdropFit& backdrop, BackdropRegion& region);

}  // namespace limner::art
