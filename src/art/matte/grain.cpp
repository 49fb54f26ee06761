#include "art/matte/grain.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace limner::art {
namespace {

constexpr int tap_radius = 2;  // pixels to each side
using Taps = std::array<const std::uint8_t*, 2 * tap_radius + 1>;

// Each byte of `out` becomes the mean of the same byte of all taps.
void average(const Taps& taps, std::uint8_t* out, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) {
    const int sum = taps[0][i] + taps[1][i] + taps[2][i] + taps[3][i] + taps[4][i];
    out[i] = static_cast<std::uint8_t>((sum + tap_radius) / (2 * tap_radius + 1));
  }
}

// Means over 5 x 5 pixels; the border's pixels are repeated outside.
Bitmap smoothed(const Bitmap& picture) {
  const std::size_t bytes = static_cast<std::size_t>(picture.width) * 4;
  Bitmap across(picture.width, picture.height);
  std::vector<std::uint8_t> padded(bytes + std::size_t{8} * tap_radius);
  for (int y = 0; y < picture.height; ++y) {
    for (int x = -tap_radius; x < picture.width + tap_radius; ++x) {
      const std::uint8_t* p = picture.at(std::clamp(x, 0, picture.width - 1), y);
      std::copy(p, p + 4, padded.begin() + std::ptrdiff_t{4} * (x + tap_radius));
    }
    Taps taps{};
    for (std::size_t k = 0; k < taps.size(); ++k) taps[k] = padded.data() + 4 * k;
    average(taps, across.at(0, y), bytes);
  }
  Bitmap out(picture.width, picture.height);
  for (int y = 0; y < picture.height; ++y) {
    Taps taps{};
    for (int k = -tap_radius; k <= tap_radius; ++k) {
      taps[static_cast<std::size_t>(k) + tap_radius] =
          across.at(0, std::clamp(y + k, 0, picture.height - 1));
    }
    average(taps, out.at(0, y), bytes);
  }
  return out;
}

// One pixel further, where the picture itself shows backdrop.
void grow(BackdropRegion& region, int limit) {
  std::vector<std::size_t> grown;
  for (int y = 1; y + 1 < region.height; ++y) {
    for (int x = 1; x + 1 < region.width; ++x) {
      const std::size_t i = region.index(x, y);
      if (region.is_backdrop[i] != 0 || region.distance[i] >= limit) continue;
      const bool beside = region.is_backdrop[i - 1] + region.is_backdrop[i + 1] +
                              region.is_backdrop[region.index(x, y - 1)] +
                              region.is_backdrop[region.index(x, y + 1)] >
                          0;
      if (beside) grown.push_back(i);
    }
  }
  for (const std::size_t i : grown) region.is_backdrop[i] = 1;
}

}  // namespace

BackdropRegion find_backdrop_under_grain(const Bitmap& picture, const BackdropFit& backdrop) {
  const Bitmap smooth = smoothed(picture);
  BackdropRegion region = find_backdrop(smooth, BackdropFit::fitted(smooth), 3 + 2 * tap_radius);
  region.distance = distances_from(picture, backdrop).distance;
  const int limit = near_limit(backdrop);
  for (std::size_t i = 0; i < region.distance.size(); ++i) {
    // Differs too much to be grain: a line too thin for the smoothed picture.
    if (region.distance[i] >= 3 * limit) region.is_backdrop[i] = 0;
  }
  for (int i = 0; i < tap_radius; ++i) grow(region, limit);
  return region;
}

}  // namespace limner::art
