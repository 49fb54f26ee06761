// Perceptual colour differences: CIELAB, D65.
#pragma once

#include <array>

namespace limner::art {

using Lab = std::array<float, 3>;

// From sRGB 0…255; fractional values are allowed.
Lab lab_of(float red, float green, float blue);

float distance(const Lab& a, const Lab& b);

}  // namespace limner::art
