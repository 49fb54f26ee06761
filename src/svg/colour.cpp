#include "svg/colour.hpp"

#include "svg/number.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace limner::svg {
namespace {

struct NamedColour {
  std::string_view name;
  Colour colour;
};

constexpr std::array<NamedColour, 8> named_colours{{
    {"black", {0, 0, 0, 1}},
    {"white", {1, 1, 1, 1}},
    {"gray", {128 / 255.f, 128 / 255.f, 128 / 255.f, 1}},
    {"grey", {128 / 255.f, 128 / 255.f, 128 / 255.f, 1}},
    {"silver", {192 / 255.f, 192 / 255.f, 192 / 255.f, 1}},
    {"red", {1, 0, 0, 1}},
    {"orange", {1, 165 / 255.f, 0, 1}},
    {"currentColor", {0, 0, 0, 1}},
}};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<Colour> parse_hash(std::string_view digits) {
  std::array<float, 3> channel{};
  if (digits.size() != 3 && digits.size() != 6) return std::nullopt;
  const std::size_t step = digits.size() / 3;
  for (std::size_t i = 0; i < 3; ++i) {
    const int high = hex_digit(digits[i * step]);
    const int low = hex_digit(digits[i * step + step - 1]);
    if (high < 0 || low < 0) return std::nullopt;
    channel[i] = static_cast<float>(high * 16 + low) / 255.f;
  }
  return Colour{channel[0], channel[1], channel[2], 1};
}

Colour parse_rgb(std::string_view text) {
  NumberScan scan(text.substr(text.find('(') + 1));
  Colour colour;
  const auto share = [&](double whole) {
    return static_cast<float>(std::clamp(scan.number() / whole, 0.0, 1.0));
  };
  colour.red = share(255);
  colour.green = share(255);
  colour.blue = share(255);
  if (scan.at_number()) colour.alpha = share(1);
  return colour;
}

double channel_of(double low, double high, double hue) {
  hue -= std::floor(hue);
  if (hue < 1.0 / 6) return low + (high - low) * hue * 6;
  if (hue < 0.5) return high;
  if (hue < 2.0 / 3) return low + (high - low) * (2.0 / 3 - hue) * 6;
  return low;
}

}  // namespace

std::optional<Colour> parse_colour(std::string_view text) {
  if (text.starts_with('#')) return parse_hash(text.substr(1));
  if (text.starts_with("rgb") && text.find('(') != std::string_view::npos) return parse_rgb(text);
  const auto* found = std::find_if(named_colours.begin(), named_colours.end(),
                                   [&](const NamedColour& row) { return row.name == text; });
  if (found == named_colours.end()) return std::nullopt;
  return found->colour;
}

Hls to_hls(double red, double green, double blue) {
  const double high = std::max({red, green, blue});
  const double low = std::min({red, green, blue});
  const double range = high - low;
  Hls hls{0, (high + low) / 2, 0};
  if (range <= 0) return hls;
  hls.saturation = hls.lightness <= 0.5 ? range / (high + low) : range / (2 - high - low);
  if (red >= high) {
    hls.hue = (green - blue) / range / 6;
  } else if (green >= high) {
    hls.hue = (2 + (blue - red) / range) / 6;
  } else {
    hls.hue = (4 + (red - green) / range) / 6;
  }
  hls.hue -= std::floor(hls.hue);
  return hls;
}

Colour from_hls(const Hls& hls) {
  const double high = hls.lightness <= 0.5
                          ? hls.lightness * (1 + hls.saturation)
                          : hls.lightness + hls.saturation - hls.lightness * hls.saturation;
  const double low = 2 * hls.lightness - high;
  return {static_cast<float>(channel_of(low, high, hls.hue + 1.0 / 3)),
          static_cast<float>(channel_of(low, high, hls.hue)),
          static_cast<float>(channel_of(low, high, hls.hue - 1.0 / 3)), 1};
}

}  // namespace limner::svg
