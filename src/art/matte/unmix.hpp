// Separates subject and background in mixed pixels.
#pragma once

#include "art/matte/backdrop_fit.hpp"
#include "art/matte/glow.hpp"
#include "art/matte/region.hpp"

#include <limner/bitmap.hpp>

namespace limner::art {

// Opaque inside; at the rim and in the glow the subject's colour with the subject's share as
// alpha.
Bitmap unmixed(const Bitmap& picture, const BackdropFit& backdrop, const BackdropRegion& region,
               const Glow& glow);

}  // namespace limner::art
