// SVG colour syntax, and conversion to hue, lightness and saturation.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

namespace limner::svg {

struct Colour {  // 0…1, alpha not multiplied in
  float red = 0;
  float green = 0;
  float blue = 0;
  float alpha = 1;
};

// Maps 0…1 to 0…255, clamped; NaN is 0.
inline std::uint8_t to_byte(float share) {
  const float steps = (share > 0 ? std::min(share, 1.f) : 0.f) * 255 + 0.5f;
  return static_cast<std::uint8_t>(steps);
}

// Absent for "none" and unknown names.
std::optional<Colour> parse_colour(std::string_view text);

struct Hls {  // 0…1 each
  double hue = 0;
  double lightness = 0;
  double saturation = 0;
};
Hls to_hls(double red, double green, double blue);
Colour from_hls(const Hls& hls);

}  // namespace limner::svg
