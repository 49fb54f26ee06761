// Draws skies, hills, towers and clouds.
#include "art/scene/vignette_painter.hpp"

#include <fmt/format.h>

#include <array>

namespace limner::art {

void VignettePainter::fill(std::string_view paint) {
  svg_ += fmt::format("<rect width='{:.0f}' height='{:.0f}' fill='{}'/>", w_, h_, paint);
}

void VignettePainter::vertical_gradient(std::string_view top, std::string_view middle,
                                        std::string_view bottom) {
  svg_ += fmt::format("<linearGradient id='vg-sky' x1='0' y1='0' x2='0' y2='1'><stop offset='0' "
                      "stop-color='{}'/><stop offset='0.6' stop-color='{}'/><stop offset='1' "
                      "stop-color='{}'/></linearGradient>",
                      top, middle, bottom);
  fill("url(#vg-sky)");
}

void VignettePainter::rectangle(double top, double bottom, std::string_view colour) {
  svg_ += fmt::format("<rect x='0' y='{:.1f}' width='{:.0f}' height='{:.1f}' fill='{}'/>", top, w_,
                      bottom - top, colour);
}

void VignettePainter::circle(double x, double y, double r, std::string_view colour) {
  ellipse(x, y, r, r, colour);
}

void VignettePainter::ellipse(double x, double y, double rx, double ry, std::string_view colour) {
  svg_ += fmt::format("<ellipse cx='{:.1f}' cy='{:.1f}' rx='{:.1f}' ry='{:.1f}' fill='{}'/>", x, y,
                      rx, ry, colour);
}

void VignettePainter::hill(std::string_view colour, double y, double rise) {
  svg_ += fmt::format(
      "<path d='M0 {0:.1f} Q{1:.1f} {2:.1f} {3:.1f} {0:.1f} T{4:.1f} {5:.1f} V{6:.1f} H0Z' "
      "fill='{7}'/>",
      y, w_ * 0.25, y - h_ * rise, w_ * 0.5, w_, y - h_ * rise * 0.35, h_, colour);
}

void VignettePainter::add_hills(std::string_view far_hill, std::string_view near_hill, double y) {
  svg_ += fmt::format(
      "<path d='M0 {:.1f} Q{:.1f} {:.1f} {:.1f} {:.1f} T{:.1f} {:.1f} V{:.1f} H0Z' fill='{}'/>", y,
      w_ * 0.2, y - h_ * 0.13, w_ * 0.45, y - h_ * 0.03, w_, y - h_ * 0.06, h_, far_hill);
  const double nearer = y + h_ * 0.07;
  svg_ += fmt::format(
      "<path d='M0 {:.1f} Q{:.1f} {:.1f} {:.1f} {:.1f} T{:.1f} {:.1f} V{:.1f} H0Z' fill='{}'/>",
      nearer, w_ * 0.3, y, w_ * 0.6, y + h_ * 0.06, w_, y + h_ * 0.03, h_, near_hill);
}

void VignettePainter::peak(double x, double top, std::string_view colour) {
  const double left = w_ * (x - 0.26);
  const double right = w_ * (x + 0.26);
  const double y = h_ * top;
  svg_ += fmt::format("<path d='M{:.1f} {:.1f} L{:.1f} {:.1f} L{:.1f} {:.1f}Z' fill='{}'/>", left,
                      h_ * 0.78, w_ * x, y, right, h_ * 0.78, colour);
  const double snow = (h_ * 0.78 - y) * 0.27;
  const double half = w_ * 0.26 * 0.27;
  svg_ += fmt::format(
      "<path d='M{:.1f} {:.1f} L{:.1f} {:.1f} L{:.1f} {:.1f} L{:.1f} {:.1f} L{:.1f} {:.1f}Z' "
      "fill='#fff'/>",
      w_ * x - half, y + snow, w_ * x, y, w_ * x + half, y + snow, w_ * x + half * 0.3,
      y + snow * 0.8, w_ * x - half * 0.3, y + snow * 1.15);
}

void VignettePainter::add_towers(std::string_view dark, std::string_view light,
                                 std::string_view lit) {
  struct Tower {
    double x, width, top;
  };
  constexpr std::array<Tower, 8> towers{{{0.06, 0.13, 0.44},
                                         {0.20, 0.10, 0.34},
                                         {0.31, 0.13, 0.50},
                                         {0.45, 0.09, 0.38},
                                         {0.55, 0.12, 0.46},
                                         {0.67, 0.10, 0.30},
                                         {0.78, 0.12, 0.42},
                                         {0.88, 0.12, 0.50}}};
  for (std::size_t i = 0; i < towers.size(); ++i) {
    const Tower& tower = towers.at(i);
    svg_ +=
        fmt::format("<rect x='{:.1f}' y='{:.1f}' width='{:.1f}' height='{:.1f}' fill='{}'/>",
                    w_ * tower.x, h_ * tower.top, w_ * tower.width, h_, i % 2 == 0 ? dark : light);
    windows({w_ * tower.x, h_ * tower.top}, w_ * tower.width, lit);
  }
}

void VignettePainter::windows(Point corner, double width, std::string_view lit) {
  for (int row = 0; row < 5; ++row) {
    for (int column = 0; column < 3; ++column) {
      svg_ +=
          fmt::format("<rect x='{:.1f}' y='{:.1f}' width='{:.1f}' height='{:.1f}' rx='2' fill='{}' "
                      "opacity='0.7'/>",
                      corner.x + width * (0.16 + 0.27 * column),
                      corner.y + h_ * (0.03 + 0.05 * row), width * 0.14, h_ * 0.022, lit);
    }
  }
}

void VignettePainter::icon(std::string_view slug, Point foot, double height, double opacity) {
  const Icon* drawing = find_icon(slug);
  if (drawing == nullptr) return;
  svg_ += figure_svg(
      {.icon = drawing, .x = foot.x, .base = foot.y, .height = height, .opacity = opacity},
      fmt::format("v{}-", icons_++));
}

void VignettePainter::clouds(int count) {
  for (int i = 0; i < count; ++i) {
    const double aside = random_.between(0.18, 0.36) * (i % 2 == 0 ? -1 : 1);
    const double y = h_ * random_.between(0.16, 0.34);
    icon("p:cloud", {w_ * (0.5 + aside), y}, side_ * random_.between(0.075, 0.12));
  }
}

}  // namespace limner::art
