// Pictures with a known cut-out: an icon on a backdrop of our choice.
#pragma once

#include "art/scene/pack.hpp"
#include "svg/raster.hpp"

#include <limner/bitmap.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <string>

namespace limner::art {

using BackdropPaint = std::function<std::array<double, 3>(int x, int y)>;  // 0…255

inline BackdropPaint flat(double red, double green, double blue) {
  return [=](int, int) { return std::array<double, 3>{red, green, blue}; };
}

// The icon in the middle half of a square picture, transparent around.
inline Bitmap icon_alone(std::string_view slug, int size) {
  return svg::rasterise(
      fmt::format("<svg viewBox='-32 -32 192 192'>{}</svg>", find_icon(slug)->body), size, size);
}

inline Bitmap over(const Bitmap& subject, const BackdropPaint& backdrop) {
  Bitmap picture = subject;
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      std::uint8_t* p = picture.at(x, y);
      const auto behind = backdrop(x, y);
      for (std::size_t k = 0; k < 3; ++k) {
        const double mixed = (p[k] * p[3] + behind[k] * (255 - p[3])) / 255;
        p[k] = static_cast<std::uint8_t>(std::clamp(mixed, 0.0, 255.0) + 0.5);
      }
      p[3] = 255;
    }
  }
  return picture;
}

// Overlap of two alphas: 1 when they are the same.
inline double likeness(const Bitmap& a, const Bitmap& b) {
  double both = 0;
  double any = 0;
  for (std::size_t i = 3; i < a.rgba.size(); i += 4) {
    both += std::min(a.rgba[i], b.rgba[i]);
    any += std::max(a.rgba[i], b.rgba[i]);
  }
  return any > 0 ? both / any : 1;
}

// A hash of the place: noise that is the same everywhere.
inline double noise_at(int x, int y, std::uint32_t seed) {
  std::uint32_t h = static_cast<std::uint32_t>(x) * 374761393u +
                    static_cast<std::uint32_t>(y) * 668265263u + seed * 2246822519u;
  h = (h ^ (h >> 13)) * 1274126177u;
  h ^= h >> 16;
  return static_cast<double>(h & 0xffff) / 65535 * 2 - 1;
}

}  // namespace limner::art
