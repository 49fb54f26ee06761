// Float images for the style passes.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace limner::art {

struct Plane {
  int width = 0;
  int height = 0;
  int channels = 1;
  std::vector<float> values;

  Plane() = default;
  Plane(int w, int h, int c);
  std::span<float> row(int y);
  std::span<const float> row(int y) const { return const_cast<Plane*>(this)->row(y); }
};

// Approximates a Gaussian blur of this sigma (pixels) by three box blurs. Border pixels are
// repeated outside.
void blur(Plane& plane, double sigma);

}  // namespace limner::art
