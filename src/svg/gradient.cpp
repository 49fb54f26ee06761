#include "svg/gradient.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>

namespace limner::svg {
namespace {

// The gradient and those it inherits from, nearest first.
std::vector<const SvgElement*> inheritance(const SvgTree& tree, const SvgElement& gradient) {
  constexpr std::size_t longest = 5;
  std::vector<const SvgElement*> chain{&gradient};
  while (chain.size() < longest) {
    const auto id = chain.back()->reference();
    const SvgElement* next = id ? tree.with_id(*id) : nullptr;
    if (next == nullptr) break;
    chain.push_back(next);
  }
  return chain;
}

std::vector<GradientStop> own_stops(const SvgElement& gradient) {
  std::vector<GradientStop> stops;
  for (const SvgElement* e = gradient.first_child; e != nullptr; e = e->next) {
    if (e->name != "stop") continue;
    GradientStop stop{e->share("offset", 0), {}};
    if (const auto colour = e->find("stop-color")) {
      stop.colour = parse_colour(*colour).value_or(Colour{});
    }
    stop.colour.alpha *= static_cast<float>(e->share("stop-opacity", 1));
    if (!stops.empty()) stop.offset = std::max(stop.offset, stops.back().offset);
    stops.push_back(stop);
  }
  return stops;
}

Colour mix(const Colour& a, const Colour& b, double t) {
  const auto f = static_cast<float>(t);
  return {a.red + (b.red - a.red) * f, a.green + (b.green - a.green) * f,
          a.blue + (b.blue - a.blue) * f, a.alpha + (b.alpha - a.alpha) * f};
}

Colour colour_at(const std::vector<GradientStop>& stops, double t) {
  if (stops.empty()) return {0, 0, 0, 0};
  if (t <= stops.front().offset) return stops.front().colour;
  for (std::size_t i = 1; i < stops.size(); ++i) {
    if (t > stops[i].offset) continue;
    const double span = std::max(1e-9, stops[i].offset - stops[i - 1].offset);
    return mix(stops[i - 1].colour, stops[i].colour, (t - stops[i - 1].offset) / span);
  }
  return stops.back().colour;
}

}  // namespace

std::vector<GradientStop> gradient_stops(const SvgTree& tree, const SvgElement& gradient) {
  const auto chain = inheritance(tree, gradient);
  for (const SvgElement* e : chain) {
    std::vector<GradientStop> stops = own_stops(*e);
    if (!stops.empty()) return stops;
  }
  return {};
}

Gradient::Gradient(const SvgTree& tree, const SvgElement& element, const Frame& frame,
                   double opacity)
    : is_radial_(element.name == "radialGradient") {
  const auto chain = inheritance(tree, element);
  const auto text = [&](std::string_view name) -> std::string_view {
    for (const SvgElement* e : chain) {
      if (const auto value = e->find(name)) return *value;
    }
    return {};
  };
  const auto number = [&](std::string_view name, double otherwise) {
    for (const SvgElement* e : chain) {
      if (e->find(name)) return e->number(name, otherwise);
    }
    return otherwise;
  };
  Transform to_pixels = frame.to_pixels;
  if (text("gradientUnits") != "userSpaceOnUse") {
    to_pixels = to_pixels * Transform{frame.w, 0, 0, frame.h, frame.x, frame.y};
  }
  from_pixels_ = inverse(to_pixels * parse_transform(text("gradientTransform")));
  if (is_radial_) {
    start_ = {number("cx", 0.5), number("cy", 0.5)};
    radius_ = number("r", 0.5);
    focus_ = {number("fx", start_.x), number("fy", start_.y)};
    const Point away{focus_.x - start_.x, focus_.y - start_.y};
    const double distance = length(away);
    if (const double most = radius_ * 0.999; distance > most) {
      focus_ = {start_.x + away.x * most / distance, start_.y + away.y * most / distance};
    }
  } else {
    start_ = {number("x1", 0), number("y1", 0)};
    end_ = {number("x2", 1), number("y2", 0)};
  }
  const std::vector<GradientStop> stops = gradient_stops(tree, element);
  for (int i = 0; i <= steps; ++i) {
    const Colour c = colour_at(stops, static_cast<double>(i) / steps);
    const float alpha = c.alpha * static_cast<float>(opacity);
    table_.push_back({c.red * alpha, c.green * alpha, c.blue * alpha, alpha});
  }
}

const Pixel& Gradient::at(double t) const {
  const double clamped = t > 0 ? std::min(t, 1.0) : 0;  // NaN too
  return table_[static_cast<std::size_t>(clamped * steps)];
}

// The position of p on the ray from the focus to the circle, 0…1.
double Gradient::radial(Point p) const {
  const Point d{p.x - focus_.x, p.y - focus_.y};
  const Point c{focus_.x - start_.x, focus_.y - start_.y};
  const double a = d.x * d.x + d.y * d.y;
  const double b = d.x * c.x + d.y * c.y;
  const double outside = c.x * c.x + c.y * c.y - radius_ * radius_;
  if (a < 1e-12) return 0;
  const double discriminant = b * b - a * outside;
  if (discriminant < 0) return 1;
  const double reach = (std::sqrt(discriminant) - b) / a;
  return reach > 0 ? 1 / reach : 1;
}

void Gradient::colours(int x, int y, std::span<Pixel> out) const {
  const Point first = from_pixels_({x + 0.5, y + 0.5});
  const Point step{from_pixels_.a, from_pixels_.b};
  if (is_radial_) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto n = static_cast<double>(i);
      out[i] = at(radial({first.x + step.x * n, first.y + step.y * n}));
    }
    return;
  }
  const Point axis{end_.x - start_.x, end_.y - start_.y};
  const double size = axis.x * axis.x + axis.y * axis.y;
  const double begin =
      size > 0 ? ((first.x - start_.x) * axis.x + (first.y - start_.y) * axis.y) / size : 1;
  const double slope = size > 0 ? (step.x * axis.x + step.y * axis.y) / size : 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = at(begin + slope * static_cast<double>(i));
  }
}

}  // namespace limner::svg
