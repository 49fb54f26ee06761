#include "art/style/palette.hpp"

#include "art/language/word_table.hpp"
#include "svg/colour.hpp"
#include "svg/gradient.hpp"
#include "svg/tree.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace limner::art {
namespace {

struct NamedColour {
  std::string_view name;
  double hue;  // degrees
  double saturation;
  double lightness;
  bool neutral;  // replaces the saturation of the original colour too
};

std::vector<NamedColour> read_named_colours() {
  std::vector<NamedColour> named_colours;
  for (const Row& row : rows_of("colours.tsv", 5)) {
    named_colours.push_back(
        {row[0], number_in(row[1]), number_in(row[2]), number_in(row[3]), row[4] == "neutral"});
  }
  return named_colours;
}

const NamedColour* find_named_colour(std::string_view name) {
  static const std::vector<NamedColour> named_colours = read_named_colours();
  const auto named = std::find_if(named_colours.begin(), named_colours.end(),
                                  [&](const NamedColour& d) { return d.name == name; });
  return named == named_colours.end() ? nullptr : &*named;
}

// Whether the colour is near the icon's tint.
bool belongs(const svg::Hls& c, const Tint& tint) {
  if (tint.hue < 0) return c.saturation < 0.3 && c.lightness > 0.2 && c.lightness < 0.95;
  const double apart = c.hue - tint.hue;
  const double distance = std::fabs(apart - std::floor(apart + 0.5));
  return c.saturation > 0.14 && distance < 0.11 && c.lightness > 0.1 && c.lightness < 0.97;
}

std::string recoloured(std::string_view colour, const Tint& tint, const NamedColour& named) {
  const Rgb c = parse_hex(colour);
  const svg::Hls old = svg::to_hls(c.red / 255.0, c.green / 255.0, c.blue / 255.0);
  if (!belongs(old, tint)) return std::string(colour);
  svg::Hls fresh{named.hue / 360, 0, named.saturation};
  fresh.lightness =
      std::clamp(named.lightness + (old.lightness - tint.lightness) * 0.9, 0.05, 0.97);
  if (!named.neutral && tint.hue >= 0) {
    fresh.saturation = std::min(1.0, named.saturation * (0.6 + 0.4 * old.saturation / 0.6));
  }
  const svg::Colour out = svg::from_hls(fresh);
  return hex({svg::to_byte(out.red), svg::to_byte(out.green), svg::to_byte(out.blue)});
}

// The stops' mean, weighed by opacity; "none" when there is hardly any.
std::string flat_paint(const svg::SvgTree& tree, std::string_view id) {
  const svg::SvgElement* gradient = tree.with_id(id);
  const auto stops =
      gradient == nullptr ? std::vector<svg::GradientStop>{} : svg::gradient_stops(tree, *gradient);
  if (stops.empty()) return "none";
  std::array<double, 3> sum{};
  double weight = 0;
  double opacity = 0;
  for (const svg::GradientStop& stop : stops) {
    const double w = stop.colour.alpha + 1e-3;
    sum[0] += w * stop.colour.red;
    sum[1] += w * stop.colour.green;
    sum[2] += w * stop.colour.blue;
    weight += w;
    opacity += stop.colour.alpha / static_cast<double>(stops.size());
  }
  if (opacity <= 0.6) return "none";
  const auto mean = [&](double v) { return svg::to_byte(static_cast<float>(v / weight)); };
  return hex({mean(sum[0]), mean(sum[1]), mean(sum[2])});
}

void erase_elements(std::string& text, std::string_view name) {
  const std::string open = "<" + std::string(name);
  const std::string close = "</" + std::string(name) + ">";
  for (std::size_t at = 0; (at = text.find(open, at)) != std::string::npos;) {
    const std::size_t tag_end = text.find('>', at);
    if (tag_end == std::string::npos) return;
    std::size_t end = tag_end + 1;
    if (text[tag_end - 1] != '/') {
      const std::size_t closing = text.find(close, end);
      if (closing == std::string::npos) return;
      end = closing + close.size();
    }
    text.erase(at, end - at);
  }
}

}  // namespace

bool is_colour_name(std::string_view word) {
  return find_named_colour(word) != nullptr;
}

std::string with_values_changed(std::string_view text, const ChangeValue& change) {
  std::string out;
  out.reserve(text.size());
  std::size_t done = 0;
  for (std::size_t at = 0; (at = text.find('=', at)) != std::string_view::npos;) {
    const std::size_t begin = at + 2;
    const char quote = begin <= text.size() ? text[at + 1] : '\0';
    if (quote != '"' && quote != '\'') {
      ++at;
      continue;
    }
    const std::size_t end = text.find(quote, begin);
    if (end == std::string_view::npos) break;
    std::size_t name = at;
    while (name > 0 && text[name - 1] != ' ' && text[name - 1] != '\n') --name;
    const std::optional<std::string> changed =
        change(text.substr(name, at - name), text.substr(begin, end - begin));
    if (changed) {
      out += text.substr(done, begin - done);
      out += *changed;
      done = end;
    }
    at = end + 1;
  }
  out += text.substr(done);
  return out;
}

std::string recolour(const Icon& icon, std::string_view colour_name) {
  const NamedColour* named = find_named_colour(colour_name);
  if (named == nullptr) return std::string(icon.body);
  return with_values_changed(
      icon.body, [&](std::string_view name, std::string_view value) -> std::optional<std::string> {
        const bool paints = name == "fill" || name == "stroke" || name == "stop-color";
        if (!paints || !value.starts_with('#')) return std::nullopt;
        return recoloured(value, icon.tint, *named);
      });
}

std::string flatten_gradients(std::string_view svg) {
  const std::string document = "<svg>" + std::string(svg) + "</svg>";
  const svg::SvgTree tree(document);
  std::string flat = with_values_changed(
      svg, [&](std::string_view name, std::string_view value) -> std::optional<std::string> {
        const auto id = name == "fill" || name == "stroke" ? svg::url_target(value) : std::nullopt;
        if (!id) return std::nullopt;
        return flat_paint(tree, *id);
      });
  erase_elements(flat, "linearGradient");
  erase_elements(flat, "radialGradient");
  return flat;
}

std::string with_ids_prefixed(std::string_view body, std::string_view prefix) {
  return with_values_changed(
      body, [&](std::string_view name, std::string_view value) -> std::optional<std::string> {
        const std::string before(prefix);
        if (name == "id") return before + std::string(value);
        const bool refers = name == "href" || name == "xlink:href";
        if (refers && value.starts_with('#')) return "#" + before + std::string(value.substr(1));
        if (const auto id = svg::url_target(value))
          return "url(#" + before + std::string(*id) + ")";
        return std::nullopt;
      });
}

}  // namespace limner::art
