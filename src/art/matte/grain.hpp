// The backdrop of pictures with grain: watercolour paper, film, hard JPEG.
#pragma once

#include "art/matte/region.hpp"

namespace limner::art {

// Decides on a smoothed picture, where grain leads no pixel astray, and then
// follows the sharp one up to the subject's edge.
BackdropRegion find_backdrop_under_grain(const Bitmap& picture, const BackdropFit& backdrop);

}  // namespace limner::art
