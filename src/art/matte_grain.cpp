#include "art/matte_grain.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace limner {
namespace {

constexpr int reach = 2;  // pixels to each side

void average(const Bitmap& from, Bitmap& to, int dx, int dy) {
  for (int y = 0; y < from.height; ++y) {
    for (int x = 0; x < from.width; ++x) {
      std::array<int, 3> sum{};
      for (int k = -reach; k <= reach; ++k) {
        const std::uint8_t* p = from.at(std::clamp(x + k * dx, 0, from.width - 1),
                                        std::clamp(y + k * dy, 0, from.height - 1));
        for (std::size_t c = 0; c < 3; ++c) sum[c] += p[c];
      }
      for (std::size_t c = 0; c < 3; ++c) {
        to.at(x, y)[c] = static_cast<std::uint8_t>((sum[c] + reach) / (2 * reach + 1));
      }
    }
  }
}

Bitmap smoothed(const Bitmap& picture) {
  Bitmap across = picture;
  average(picture, across, 1, 0);
  Bitmap out = picture;
  average(across, out, 0, 1);
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
  BackdropRegion region = find_backdrop(smooth, BackdropFit::fitted(smooth), 3 + 2 * reach);
  region.distance = distances_from(picture, backdrop).distance;
  const int limit = near_limit(backdrop);
  for (std::size_t i = 0; i < region.distance.size(); ++i) {
    // No grain is as far off as this: a line too thin for the smoothed picture.
    if (region.distance[i] >= 3 * limit) region.is_backdrop[i] = 0;
  }
  for (int i = 0; i < reach; ++i) grow(region, limit);
  return region;
}

}  // namespace limner
