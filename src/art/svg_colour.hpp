// Colours as SVG writes them, and as hue, lightness and saturation.
#pragma once

#include <optional>
#include <string_view>

namespace limner {

struct Colour {  // 0…1, alpha not multiplied in
  float red = 0;
  float green = 0;
  float blue = 0;
  float alpha = 1;
};

// Nothing for "none" and for words we do not know.
std::optional<Colour> parse_colour(std::string_view text);

struct Hls {  // 0…1 each
  double hue = 0;
  double lightness = 0;
  double saturation = 0;
};
Hls to_hls(double red, double green, double blue);
Colour from_hls(const Hls& hls);

}  // namespace limner
