// Draws grounds: mounds, roads, mats, waves and a desk.
#include "art/scene/ground.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace limner::art {
namespace {

struct Patch {
  double x;  // middle
  double y;
  double width;
  double height;
};

std::string ellipse_svg(const Patch& patch, double down, double wide, double tall,
                        std::string_view paint) {
  return fmt::format("<ellipse cx='{:.1f}' cy='{:.1f}' rx='{:.1f}' ry='{:.1f}' {}/>", patch.x,
                     patch.y + patch.height * down, patch.width * wide, patch.height * tall, paint);
}

// A low hill: its top in `light`, its edge in `dark`.
std::string mound(const Patch& patch, std::string_view light, std::string_view dark) {
  const auto [x, y, w, h] = patch;
  const double left = x - w / 2;
  const double right = x + w / 2;
  std::string svg = fmt::format(
      "<path d='M{:.1f} {:.1f} C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f} C{:.1f} {:.1f} {:.1f} "
      "{:.1f} {:.1f} {:.1f}",
      left, y + h * 0.1, left + w * 0.08, y - h * 0.5, left + w * 0.3, y - h * 0.55, x,
      y - h * 0.45, x + w * 0.2, y - h * 0.6, right - w * 0.06, y - h * 0.45, right, y + h * 0.05);
  svg += fmt::format(
      " C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f} Q{:.1f} {:.1f} {:.1f} {:.1f}Z' fill='{}'/>",
      right + w * 0.01, y + h * 0.45, x + w * 0.25, y + h * 0.52, x, y + h * 0.5, left - w * 0.01,
      y + h * 0.5, left, y + h * 0.1, dark);
  svg += fmt::format(
      "<path d='M{:.1f} {:.1f} C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f} C{:.1f} {:.1f} {:.1f} "
      "{:.1f} {:.1f} {:.1f}",
      left, y + h * 0.06, left + w * 0.08, y - h * 0.5, left + w * 0.3, y - h * 0.55, x,
      y - h * 0.45, x + w * 0.2, y - h * 0.6, right - w * 0.06, y - h * 0.45, right, y + h * 0.02);
  svg += fmt::format(" Q{:.1f} {:.1f} {:.1f} {:.1f} Q{:.1f} {:.1f} {:.1f} {:.1f}Z' fill='{}'/>",
                     x + w * 0.3, y + h * 0.34, x, y + h * 0.3, left + w * 0.1, y + h * 0.3, left,
                     y + h * 0.06, light);
  return svg;
}

std::string tuft(double x, double y, double g) {
  return fmt::format(
      "<path d='M{:.1f} {:.1f} q{:.1f} {:.1f} {:.1f} {:.1f} q{:.1f} {:.1f} {:.1f} {:.1f} q{:.1f} "
      "{:.1f} {:.1f} {:.1f} z' fill='#689f38'/>",
      x - g, y, g * 0.1, -g * 1.2, -g * 0.5, -g * 1.6, g * 0.9, g * 0.3, g * 1.2, g * 1.2, g * 0.3,
      -g * 1.8, g * 1.1, -g * 2.2);
}

std::string little_flower(double x, double y, double g, std::string_view colour) {
  // A regular pentagon's corners.
  constexpr std::array<Point, 5> petals{
      {{1, 0}, {0.309, 0.951}, {-0.809, 0.588}, {-0.809, -0.588}, {0.309, -0.951}}};
  std::string svg;
  for (const Point& petal : petals) {
    svg += fmt::format("<circle cx='{:.1f}' cy='{:.1f}' r='{:.1f}' fill='{}'/>", x + petal.x * g,
                       y + petal.y * g, g * 0.75, colour);
  }
  return svg +
         fmt::format("<circle cx='{:.1f}' cy='{:.1f}' r='{:.1f}' fill='#ffb300'/>", x, y, g * 0.6);
}

std::string grass(const Patch& patch, Random& random) {
  std::string svg = mound(patch, "#9ccc65", "#7cb342");
  const auto [x, y, w, h] = patch;
  for (int i = 0; i < 9; ++i) {
    const double at_x = x + random.between(-0.46, 0.46) * w;
    const double at_y = y + random.between(-0.12, 0.30) * h;
    svg += tuft(at_x, at_y, w * 0.016 * random.between(0.8, 1.5));
  }
  constexpr std::array<std::string_view, 3> petals{"#fff", "#ffd54f", "#f8bbd0"};
  for (int i = 0; i < 5; ++i) {
    const double at_x = x + random.between(-0.44, 0.44) * w;
    const double at_y = y + random.between(0, 0.32) * h;
    svg += little_flower(at_x, at_y, w * 0.009, petals.at(random.below(petals.size())));
  }
  return svg;
}

std::string sand(const Patch& patch, Random& random) {
  std::string svg = mound(patch, "#f7dfa3", "#e9c77b");
  for (int i = 0; i < 10; ++i) {
    const double at_x = patch.x + random.between(-0.42, 0.42) * patch.width;
    const double at_y = patch.y + random.between(-0.1, 0.3) * patch.height;
    svg += fmt::format("<circle cx='{:.1f}' cy='{:.1f}' r='{:.1f}' fill='#d9b264' opacity='0.7'/>",
                       at_x, at_y, patch.width * 0.004);
  }
  return svg;
}

std::string moon(const Patch& patch) {
  std::string svg = mound(patch, "#d5d9ea", "#a9b1cd");
  struct Crater {
    double x, y, size;
  };
  constexpr std::array<Crater, 4> craters{
      {{-0.32, 0.02, 0.05}, {-0.12, 0.2, 0.035}, {0.2, 0.12, 0.06}, {0.38, -0.08, 0.03}}};
  for (const Crater& crater : craters) {
    svg += fmt::format("<ellipse cx='{:.1f}' cy='{:.1f}' rx='{:.1f}' ry='{:.1f}' fill='#b9c0d8'/>",
                       patch.x + crater.x * patch.width, patch.y + crater.y * patch.height,
                       crater.size * patch.width, crater.size * patch.width * 0.28);
  }
  return svg;
}

std::string road(const Patch& patch) {
  std::string svg = ellipse_svg(patch, 0.1, 0.5, 0.42, "fill='#8d99a6'") +
                    ellipse_svg(patch, 0.04, 0.495, 0.38, "fill='#a7b2bd'");
  for (int i = -2; i <= 2; ++i) {
    svg +=
        fmt::format("<rect x='{:.1f}' y='{:.1f}' width='{:.1f}' height='{:.1f}' rx='4' fill='#fff' "
                    "opacity='0.85'/>",
                    patch.x + i * patch.width * 0.17 - patch.width * 0.04,
                    patch.y + patch.height * 0.20, patch.width * 0.08, patch.height * 0.07);
  }
  return svg;
}

std::string table_mat(const Patch& patch) {
  const double w = patch.width;
  return ellipse_svg(patch, 0.08, 0.5, 0.46, "fill='#e7b98a'") +
         ellipse_svg(patch, 0, 0.5, 0.44, "fill='#f6d3ab'") +
         ellipse_svg(patch, 0, 0.46, 0.38,
                     fmt::format("fill='none' stroke='#fff' stroke-width='{:.1f}' stroke-dasharray="
                                 "'{:.1f} {:.1f}' stroke-linecap='round' opacity='0.8'",
                                 w * 0.008, w * 0.02, w * 0.018));
}

std::string rug(const Patch& patch) {
  return ellipse_svg(patch, 0.06, 0.5, 0.46, "fill='#e4708a'") +
         ellipse_svg(patch, 0, 0.5, 0.44, "fill='#f7a1b5'") +
         ellipse_svg(patch, 0, 0.43, 0.36,
                     fmt::format("fill='none' stroke='#fff' stroke-width='{:.1f}' opacity='0.75'",
                                 patch.width * 0.012));
}

// The line of one row of waves, from its left end.
std::string crests(double x, double y, double width, int count, double height) {
  const double step = width / count;
  std::string path = fmt::format("M{:.1f} {:.1f}", x, y);
  for (int i = 0; i < count; ++i) {
    path += fmt::format("q{:.1f} {:.1f} {:.1f} 0 t{:.1f} 0", step * 0.25, -height * 0.22,
                        step * 0.5, step * 0.5);
  }
  return path;
}

}  // namespace

std::string ground_svg(Ground ground, Point centre, double width, Random& random) {
  const Patch patch{centre.x, centre.y, width, width * 0.2};
  switch (ground) {
    case Ground::grass: return grass(patch, random);
    case Ground::snow: return mound(patch, "#ffffff", "#d6e9f5");
    case Ground::sand:
    case Ground::desert: return sand(patch, random);
    case Ground::moon: return moon(patch);
    case Ground::road: return road(patch);
    case Ground::table: return table_mat(patch);
    case Ground::rug: return rug(patch);
    case Ground::sea:
    case Ground::underwater:
    case Ground::air: break;
  }
  return {};
}

std::string waves_svg(const Waves& waves) {
  std::string svg;
  for (int layer = 0; layer < waves.layers; ++layer) {
    const double narrower = 1 - 0.05 * layer;
    const double width = waves.width * narrower;
    const double left = waves.x - waves.width / 2 * narrower;
    const double y = waves.y + waves.height * layer / waves.layers;
    const std::string line = crests(left, y, width, 5 + layer, waves.height);
    svg += fmt::format(
        "<path d='{} Q{:.1f} {:.1f} {:.1f} {:.1f} Q{:.1f} {:.1f} {:.1f} {:.1f}Z' fill='{}'/>", line,
        left + width * 1.02, waves.y + waves.height * 0.95, waves.x, waves.y + waves.height * 1.05,
        left - width * 0.02, waves.y + waves.height * 0.95, left, y,
        waves.colours.at(static_cast<std::size_t>(layer)));
    svg += fmt::format(
        "<path d='{}' fill='none' stroke='#e6f7ff' stroke-width='{:.1f}' stroke-linecap='round' "
        "opacity='0.85'/>",
        line, waves.height * 0.045);
  }
  return svg;
}

std::string hedge_svg(double x, double foot, double width, double height) {
  const double bump = width / 6;
  const auto row = [&](double rise, double inset, std::string_view colour) {
    std::string path =
        fmt::format("M{:.1f} {:.1f}V{:.1f}", x - width / 2 + inset, foot, foot - height * rise);
    const double step = (width - 2 * inset) / 6;
    for (int i = 0; i < 6; ++i) {
      path += fmt::format("a{0:.1f} {1:.1f} 0 0 1 {2:.1f} 0", step / 2, bump * 0.45, step);
    }
    return fmt::format("<path d='{}V{:.1f}Z' fill='{}'/>", path, foot, colour);
  };
  return row(0.85, 0, "#4f9a45") + row(0.55, bump * 0.3, "#66b058") + row(0.22, 0, "#7cc06a");
}

std::string desk_svg(double x, double top, double width, double side) {
  const auto board = [](double left, double y, double wide, double tall, double round,
                        std::string_view colour) {
    return fmt::format(
        "<rect x='{:.1f}' y='{:.1f}' width='{:.1f}' height='{:.1f}' rx='{:.0f}' fill='{}'/>", left,
        y, wide, tall, round, colour);
  };
  return board(x - width * 0.46, top + side * 0.03, width * 0.92, side * 0.17, 0, "#b9784a") +
         board(x - width / 2, top, width, side * 0.05, 10, "#d59a66") +
         board(x - width / 2, top, width, side * 0.018, 8, "#e3b07f") +
         board(x + width * 0.08, top + side * 0.075, width * 0.32, side * 0.09, 8, "#a76a3f") +
         board(x + width * 0.20, top + side * 0.10, width * 0.08, side * 0.018, 5, "#8a5330");
}

}  // namespace limner::art
