// Places icons and writes a scene as one SVG text.
#include "art/scene/scene.hpp"

#include "art/style/palette.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace limner::art {
namespace {

constexpr double radians_of_degree = 3.14159265358979323846 / 180;

std::string without_first_paths(std::string_view body, int count) {
  std::string kept(body);
  for (int i = 0; i < count; ++i) {
    const std::size_t start = kept.find("<path");
    const std::size_t end = kept.find("/>", std::min(start, kept.size()));
    if (start == std::string::npos || end == std::string::npos) break;
    kept.erase(start, end + 2 - start);
  }
  return kept;
}

// A line that can be seen on the fur: pale on a panda's patches.
std::string_view lid_on(Rgb fur) {
  return fur.red + fur.green + fur.blue < 240 ? "#f2e9e4" : "#2b2320";
}

// Covers each eye with the fur around it and draws a lid.
std::string closed_eyes(const Icon& icon) {
  std::string svg;
  for (const Eye& eye : icon.eyes) {
    svg += fmt::format("<ellipse cx='{:.2f}' cy='{:.2f}' rx='{:.2f}' ry='{:.2f}' fill='{}'/>",
                       eye.x, eye.y, eye.w / 2 + 1.4, eye.h / 2 + 1.4, hex(eye.ring));
    svg += fmt::format("<path d='M{:.2f} {:.2f} q{:.2f} {:.2f} {:.2f} 0' fill='none' stroke='{}' "
                       "stroke-width='{:.2f}' stroke-linecap='round'/>",
                       eye.x - eye.w * 0.72, eye.y - eye.h * 0.05, eye.w * 0.72, eye.h * 0.85,
                       eye.w * 1.44, lid_on(eye.ring), std::max(1.7, eye.h * 0.2));
  }
  return svg;
}

std::string shadow_svg(const Figure& figure) {
  const double width = figure.width() * figure.shadow;
  return fmt::format(
      "<ellipse class='ground' cx='{:.1f}' cy='{:.1f}' rx='{:.1f}' ry='{:.1f}' fill='#3a2a1a' "
      "opacity='0.16'/>",
      figure.x, figure.base - 3, width / 2, std::max(4.0, width * 0.07));
}

std::string_view class_of(Layer layer) {
  constexpr std::array<std::string_view, 3> names{"ground", "item", "mark"};
  return names.at(static_cast<std::size_t>(layer));
}

}  // namespace

Point Figure::at(double icon_x, double icon_y) const {
  const double dx = (icon_x - icon->ink.middle()) * scale() * (mirrored ? -1 : 1);
  const double dy = (icon_y - icon->ink.y1) * scale();
  const double angle = turn * radians_of_degree;
  return {x + dx * std::cos(angle) - dy * std::sin(angle),
          base + dx * std::sin(angle) + dy * std::cos(angle)};
}

std::string figure_svg(const Figure& figure, std::string_view prefix) {
  std::string body = figure.colour.empty() ? std::string(figure.icon->body)
                                           : recolour(*figure.icon, figure.colour);
  if (figure.without_paths > 0) body = without_first_paths(body, figure.without_paths);
  body = with_ids_prefixed(body, prefix);
  if (figure.asleep) body += closed_eyes(*figure.icon);

  std::string clip_use;
  std::string clip_definition;
  if (!figure.clip.empty()) {
    clip_use = fmt::format(" clip-path='url(#{}clip)'", prefix);
    clip_definition =
        fmt::format("<clipPath id='{}clip'><path d='{}'/></clipPath>", prefix, figure.clip);
  }
  const std::string fade =
      figure.opacity < 1 ? fmt::format(" opacity='{:.2f}'", figure.opacity) : std::string();
  const Box& ink = figure.icon->ink;
  return fmt::format("<g transform='translate({:.1f} {:.1f}) rotate({:.1f}) scale({:.4f} {:.4f}) "
                     "translate({:.2f} {:.2f})'{}>{}<g{}><svg x='0' y='0' width='128' height='128' "
                     "viewBox='0 0 128 128'>{}</svg></g></g>",
                     figure.x, figure.base, figure.turn,
                     figure.mirrored ? -figure.scale() : figure.scale(), figure.scale(),
                     -ink.middle(), -ink.y1, fade, clip_definition, clip_use, body);
}

std::size_t Scene::add(Figure figure) {
  figures.push_back(std::move(figure));
  return figures.size() - 1;
}

double Scene::fitting_height(const Icon& icon, double max_width, double max_height) {
  return std::min(max_height, max_width * icon.ink.height() / icon.ink.width());
}

Extent Scene::extent() const {
  constexpr double far = std::numeric_limits<double>::max();
  Extent extent{far, far, -far, -far};
  const auto include = [&](Point spot) {
    extent.left = std::min(extent.left, spot.x);
    extent.right = std::max(extent.right, spot.x);
    extent.top = std::min(extent.top, spot.y);
    extent.bottom = std::max(extent.bottom, spot.y);
  };
  for (const Point& spot : points_kept_inside) include(spot);
  for (const Figure& figure : figures) {
    if (!figure.within.empty()) continue;
    const Box& ink = figure.icon->ink;
    include(figure.at(ink.x0, ink.y0));
    include(figure.at(ink.x1, ink.y0));
    include(figure.at(ink.x0, ink.y1));
    include(figure.at(ink.x1, ink.y1));
  }
  return extent;
}

void Scene::fit_into_margins(double bottom) {
  const Extent now = extent();
  if (now.left > now.right) return;
  const Extent free{width * 0.05, height * 0.055, width * 0.95, height * bottom};
  const double wide = now.right - now.left;
  const double tall = now.bottom - now.top;
  const double shrink =
      std::min({1.0, (free.right - free.left) / wide, (free.bottom - free.top) / tall});
  const bool inside = now.left >= free.left && now.right <= free.right && now.top >= free.top &&
                      now.bottom <= free.bottom;
  if (inside) return;
  const double centre = (now.left + now.right) / 2;
  const double half = wide * shrink / 2;
  const double new_centre = std::clamp(centre, free.left + half, free.right - half);
  double foot = std::min(now.bottom, free.bottom);
  if (foot - tall * shrink < free.top) foot = free.top + tall * shrink;
  foreground_transform_ =
      fmt::format("translate({:.1f} {:.1f}) scale({:.4f}) translate({:.1f} {:.1f})", new_centre,
                  foot, shrink, -centre, -now.bottom);
}

std::vector<Scene::Piece> Scene::pieces() const {
  std::vector<Piece> pieces;
  for (const SceneShape& shape : shapes) {
    pieces.push_back({shape.depth, shape.within,
                      fmt::format("<g class='{}'>{}</g>", class_of(shape.layer), shape.svg)});
  }
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const Figure& figure = figures[i];
    if (figure.shadow > 0) pieces.push_back({figure.depth - 0.02, {}, shadow_svg(figure)});
    const std::string drawn = figure_svg(figure, fmt::format("f{}-", i));
    pieces.push_back({figure.depth, figure.within, fmt::format("<g class='item'>{}</g>", drawn)});
  }
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const Piece& a, const Piece& b) { return a.depth < b.depth; });
  return pieces;
}

// Neighbours in one frame are clipped together.
std::string Scene::foreground() const {
  std::string svg;
  std::string frame_now;
  int frames = 0;
  for (const Piece& piece : pieces()) {
    if (piece.within != frame_now) {
      if (!frame_now.empty()) svg += "</g>";
      frame_now = piece.within;
      if (!frame_now.empty()) {
        svg += fmt::format(
            "<clipPath id='frame{0}'><path d='{1}'/></clipPath><g clip-path='url(#frame{0})'>",
            frames++, frame_now);
      }
    }
    svg += piece.svg;
  }
  return frame_now.empty() ? svg : svg + "</g>";
}

std::string Scene::svg() const {
  std::string svg = fmt::format(
      "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
      "viewBox='0 0 {0:.0f} {1:.0f}' width='{0:.0f}' height='{1:.0f}'>",
      width, height);
  if (!backdrop.empty()) {
    svg += fmt::format("<rect class='backdrop' width='{:.0f}' height='{:.0f}' fill='{}'/>", width,
                       height, backdrop);
  }
  if (!vignette.empty()) svg += fmt::format("<g class='vignette'>{}</g>", vignette);
  const std::string moved = foreground_transform_.empty()
                                ? std::string()
                                : fmt::format(" transform='{}'", foreground_transform_);
  return fmt::format("{}<g{}>{}</g></svg>", svg, moved, foreground());
}

}  // namespace limner::art
