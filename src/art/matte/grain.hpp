// Background detection for pictures with grain: watercolour paper, film, strong JPEG.
#pragma once

#include "art/matte/region.hpp"

namespace limner::art {

// Classifies a smoothed picture, where grain does not matter, and then extends the result to the
// subject's edge in the original.
BackdropRegion find_backdrop_under_grain(const Bitmap& picture, const BackdropFit& backdrop);

}  // namespace limner::art
