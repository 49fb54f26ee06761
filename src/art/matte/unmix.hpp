// Parts subject and backdrop in the pixels that hold both.
#pragma once

#include "art/matte/backdrop_fit.hpp"
#include "art/matte/glow.hpp"
#include "art/matte/region.hpp"

#include <limner/bitmap.hpp>

namespace limner::art {

// Opaque inside, and at the rim and where it glows the subject's own colour with as
// much alpha as there is subject in the pixel.
Bitmap unmixed(const Bitmap& picture, const BackdropFit& backdrop, const BackdropRegion& region,
               const Glow& glow);

}  // namespace limner::art
