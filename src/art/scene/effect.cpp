// Draws Zzz, hearts, sparkles, notes, tears, dust and confetti.
#include "art/scene/effect.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace limner::art {

std::string snores_svg(Point at, double unit) {
  struct Letter {
    double x, y, size;
  };
  constexpr std::array<Letter, 3> letters{{{0, 0, 0.6}, {0.9, -0.95, 0.85}, {2.1, -2.2, 1.2}}};
  std::string svg;
  for (const Letter& letter : letters) {
    const double g = unit * letter.size;
    const std::string path =
        fmt::format("M{:.1f} {:.1f} h{:.1f} l{:.1f} {:.1f} h{:.1f}", at.x + letter.x * unit,
                    at.y + letter.y * unit - g, g, -g, g, g);
    for (const auto& [colour, width] :
         {std::pair<std::string_view, double>{"#fff", 0.5}, {"#5c7cfa", 0.27}}) {
      svg += fmt::format(
          "<path d='{}' fill='none' stroke='{}' stroke-width='{:.1f}' stroke-linejoin='round' "
          "stroke-linecap='round'/>",
          path, colour, g * width);
    }
  }
  return svg;
}

std::string sparkle_svg(Point at, double radius, std::string_view colour) {
  const auto [x, y] = at;
  const double n = radius * 0.15;
  return fmt::format(
      "<path d='M{:.1f} {:.1f} Q{:.1f} {:.1f} {:.1f} {:.1f} Q{:.1f} {:.1f} {:.1f} {:.1f} Q{:.1f} "
      "{:.1f} {:.1f} {:.1f} Q{:.1f} {:.1f} {:.1f} {:.1f}Z' fill='{}'/>",
      x, y - radius, x + n, y - n, x + radius, y, x + n, y + n, x, y + radius, x - n, y + n,
      x - radius, y, x - n, y - n, x, y - radius, colour);
}

std::string heart_svg(Point at, double radius, double turn, std::string_view colour) {
  return fmt::format(
      "<path transform='translate({:.1f} {:.1f}) rotate({:.1f}) scale({:.3f})' d='M0 8 C-14 -2 -10 "
      "-12 -4 -11 Q-1 -10.5 0 -7 Q1 -10.5 4 -11 C10 -12 14 -2 0 8Z' fill='{}'/>",
      at.x, at.y, turn, radius / 10, colour);
}

std::string note_svg(Point at, double size, std::string_view colour) {
  return fmt::format(
      "<g transform='translate({:.1f} {:.1f}) scale({:.3f})'><ellipse cx='0' cy='0' rx='5' "
      "ry='3.8' fill='{}' transform='rotate(-20)'/><path d='M4.2 -1 V-20 Q6 -14 12 -12 Q10 -9 6.2 "
      "-11 V-1Z' fill='{}'/></g>",
      at.x, at.y, size / 20, colour, colour);
}

std::string tear_svg(Point at, double size) {
  return fmt::format(
      "<path d='M{:.1f} {:.1f} q{:.1f} {:.1f} 0 {:.1f} q{:.1f} 0 0 {:.1f}Z' fill='#64b5f6'/>", at.x,
      at.y, size * 0.9, size * 1.1, size * 1.3, -size * 0.9, -size * 1.3);
}

std::string rush_svg(Point at, double length) {
  std::string svg;
  constexpr std::array<double, 3> rises{-0.9, -0.5, -0.12};
  constexpr std::array<double, 3> lengths{0.7, 1.0, 0.6};
  for (std::size_t i = 0; i < rises.size(); ++i) {
    svg += fmt::format("<path d='M{:.1f} {:.1f} h{:.1f}' stroke='#b0bec5' stroke-width='{:.1f}' "
                       "stroke-linecap='round' fill='none'/>",
                       at.x, at.y + rises.at(i) * length * 1.6, -length * lengths.at(i),
                       length * 0.07);
  }
  svg += fmt::format(
      "<g fill='#cfd8dc'><circle cx='{:.1f}' cy='{:.1f}' r='{:.1f}'/><circle cx='{:.1f}' "
      "cy='{:.1f}' r='{:.1f}'/></g>",
      at.x - length * 0.1, at.y - length * 0.05, length * 0.14, at.x - length * 0.38,
      at.y - length * 0.04, length * 0.1);
  return svg;
}

std::string confetti_svg(Point centre, double width, double height, double side, Random& random) {
  constexpr std::array<std::string_view, 5> colours{"#ef476f", "#ffd166", "#06d6a0", "#4fc3f7",
                                                    "#b388ff"};
  std::string svg;
  for (int i = 0; i < 36; ++i) {
    const double angle = random.between(0, 6.28);
    const double away = random.between(0.30, 0.44);
    const double x = centre.x + std::cos(angle) * away * width * 0.95;
    const double y = centre.y + std::sin(angle) * away * height * 0.9;
    const std::string_view colour = colours.at(random.below(colours.size()));
    const double turn = random.between(0, 180);
    const bool strip = random.below(3) > 0;
    if (y > centre.y + height * 0.28) continue;
    svg += strip ? fmt::format("<rect x='{:.1f}' y='{:.1f}' width='{:.1f}' height='{:.1f}' rx='3' "
                               "fill='{}' transform='rotate({:.0f} {:.1f} {:.1f})'/>",
                               x, y, side * 0.018, side * 0.009, colour, turn, x, y)
                 : fmt::format("<circle cx='{:.1f}' cy='{:.1f}' r='{:.1f}' fill='{}'/>", x, y,
                               side * 0.007, colour);
  }
  return svg;
}

std::string splash_svg(Point centre, double width, double height, double side, Random& random) {
  std::string svg;
  for (int i = 0; i < 14; ++i) {
    const double x = centre.x + random.between(-0.5, 0.5) * width;
    const double y = centre.y + random.between(-0.5, 0.5) * height;
    svg += fmt::format("<circle cx='{:.1f}' cy='{:.1f}' r='{:.1f}' fill='#e6f7ff'/>", x, y,
                       side * random.between(0.004, 0.011));
  }
  return svg;
}

}  // namespace limner::art
