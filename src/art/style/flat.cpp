// Reduces a scene to a small palette and its main shapes.
#include "art/style/flat.hpp"

#include "art/style/palette.hpp"
#include "svg/colour.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <utility>

namespace limner::art {
namespace {

// Muted, so that it cannot be taken for the cartoon's bright ones.
constexpr std::array<std::string_view, 40> palette{
    "#ffffff", "#fbf3e4", "#e2e6ea", "#b9c1c9", "#808a94", "#4c545d", "#2c3038", "#fbe3ae",
    "#f5c24c", "#dd9a2c", "#f0994a", "#d9702f", "#e2574c", "#b83a3f", "#7f2a33", "#f4a08f",
    "#f9d0cf", "#ec8aa8", "#c34d7e", "#cfb5ea", "#9a78c4", "#64468f", "#d3ebf7", "#9cccec",
    "#4f97d3", "#2c6aa8", "#233a70", "#a9dfd5", "#43aaa0", "#27736f", "#c4e0a0", "#8fc063",
    "#5a9a4c", "#37703f", "#f4d3a4", "#dcb083", "#b98a62", "#8c6043", "#5f402e", "#3f4a80"};

struct IntegerColour {
  int red, green, blue;
};

IntegerColour to_integers(const svg::Colour& c) {
  return {svg::to_byte(c.red), svg::to_byte(c.green), svg::to_byte(c.blue)};
}

// Weighted by the perception of red and blue (redmean); integers only.
int redmean_distance(const IntegerColour& a, const IntegerColour& b) {
  const int mean = (a.red + b.red) / 2;
  const int red = a.red - b.red;
  const int green = a.green - b.green;
  const int blue = a.blue - b.blue;
  return (512 + mean) * red * red / 256 + 4 * green * green + (767 - mean) * blue * blue / 256;
}

std::string_view nearest_in_palette(const svg::Colour& colour) {
  static const auto colours = [] {
    std::array<IntegerColour, palette.size()> all{};
    for (std::size_t i = 0; i < palette.size(); ++i)
      all.at(i) = to_integers(*svg::parse_colour(palette.at(i)));
    return all;
  }();
  const IntegerColour target = to_integers(colour);
  std::size_t best = 0;
  for (std::size_t i = 1; i < colours.size(); ++i) {
    if (redmean_distance(target, colours.at(i)) < redmean_distance(target, colours.at(best)))
      best = i;
  }
  return palette.at(best);
}

std::string in_palette(std::string_view svg) {
  return with_values_changed(
      svg, [](std::string_view name, std::string_view value) -> std::optional<std::string> {
        if (name != "fill" && name != "stroke") return std::nullopt;
        const std::optional<svg::Colour> colour = svg::parse_colour(value);
        if (!colour) return std::nullopt;
        return std::string(nearest_in_palette(*colour));
      });
}

// The value of an attribute of one tag; empty when it has none.
std::string_view value_in(std::string_view tag, std::string_view name) {
  for (std::size_t at = 0; (at = tag.find(name, at)) != std::string_view::npos; ++at) {
    const std::size_t equals = at + name.size();
    if (at == 0 || tag[at - 1] != ' ' || equals + 1 >= tag.size() || tag[equals] != '=') continue;
    const std::size_t end = tag.find(tag[equals + 1], equals + 2);
    if (end == std::string_view::npos) return {};
    return tag.substr(equals + 2, end - equals - 2);
  }
  return {};
}

// Highlights, shadows and haze: transparent shapes without children.
bool is_faint(std::string_view tag) {
  if (!tag.ends_with("/>")) return false;
  for (std::string_view name : {"opacity", "fill-opacity"}) {
    const std::string_view value = value_in(tag, name);
    if (!value.empty() && std::strtod(std::string(value).c_str(), nullptr) <= 0.5) return true;
  }
  return false;
}

// A stroke about a filled shape is an outline; a stroke alone is a line.
std::string without_outline(std::string_view tag) {
  const std::string_view fill = value_in(tag, "fill");
  const std::string_view stroke = value_in(tag, "stroke");
  if (fill.empty() || fill == "none" || stroke.empty()) return std::string(tag);
  std::string bare(tag);
  bare.replace(static_cast<std::size_t>(stroke.data() - tag.data()), stroke.size(), "none");
  return bare;
}

std::string only_bare_shapes(std::string_view svg) {
  std::string bare;
  bare.reserve(svg.size());
  std::size_t at = 0;
  while (at < svg.size()) {
    const std::size_t start = std::min(svg.find('<', at), svg.size());
    bare += svg.substr(at, start - at);
    if (start == svg.size()) break;
    const std::size_t end = svg.find('>', start);
    const std::string_view tag = svg.substr(start, end - start + 1);
    if (!is_faint(tag)) bare += without_outline(tag);
    at = start + tag.size();
  }
  return bare;
}

}  // namespace

std::string flattened(std::string_view scene_svg) {
  const std::string even = flatten_gradients(scene_svg);
  const std::string_view text = even;
  const std::size_t backdrop = text.find("class='backdrop'");
  const std::size_t start = backdrop == std::string_view::npos ? 0 : text.find("/>", backdrop) + 2;
  return std::string(text.substr(0, start)) + in_palette(only_bare_shapes(text.substr(start)));
}

}  // namespace limner::art
