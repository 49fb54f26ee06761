// Background pixels: a flood fill from the border that stops at edges, and enclosed holes.
#pragma once

#include "art/matte/backdrop_fit.hpp"

#include <limner/bitmap.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace limner::art {

struct PixelOffset {
  int x;
  int y;
};
inline constexpr std::array<PixelOffset, 4> four_neighbours{{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}};

// Sum of the absolute differences of red, green and blue between pixels a and b.
inline int colour_step(const Bitmap& picture, std::size_t a, std::size_t b) {
  const std::uint8_t* p = picture.rgba.data() + a * 4;
  const std::uint8_t* q = picture.rgba.data() + b * 4;
  return std::abs(p[0] - q[0]) + std::abs(p[1] - q[1]) + std::abs(p[2] - q[2]);
}

struct BackdropRegion {
  int width = 0;
  int height = 0;
  int holes = 0;
  // Per pixel: colour distance to the backdrop in quarters of a Lab unit, at most 255.
  std::vector<std::uint8_t> distance;
  std::vector<std::uint8_t> is_backdrop;  // 0 or 1

  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
           static_cast<std::size_t>(x);
  }
};

// Per pixel: distance from the backdrop, and whether it may be a shadow on it.
struct BackdropDistances {
  std::vector<std::uint8_t> distance;  // as above
  std::vector<std::uint8_t> like_shadow;
};
BackdropDistances distances_from(const Bitmap& picture, const BackdropFit& backdrop);

// In quarters of a Lab unit: below this, a pixel beside the backdrop is backdrop.
int near_limit(const BackdropFit& backdrop);

// `edge_width`: width of the sharpest edges in pixels.
BackdropRegion find_backdrop(const Bitmap& picture, const BackdropFit& backdrop,
                             int edge_width = 3);

}  // namespace limner::art
