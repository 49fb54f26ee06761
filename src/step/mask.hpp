// The part of a reference picture that a model may change.
#pragma once

#include <limner/bitmap.hpp>

namespace limner::step {

// Throws Error{invalid_input} for a mask without a transparent pixel.
void check_mask_pixels(const Bitmap& mask);

}  // namespace limner::step
