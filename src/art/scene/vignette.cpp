// Draws the background view: sky, hills, sea, snow, night and the rest,
// clipped to a soft blob.
#include "art/scene/effect.hpp"
#include "art/scene/place.hpp"
#include "art/scene/scene.hpp"
#include "art/scene/vignette_painter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace limner::art {
namespace {

class LandscapePainter : public VignettePainter {
 public:
  using VignettePainter::VignettePainter;

  std::string night(bool hills) {
    fill("#3b4a8c");
    circle(w_ * 0.6, h_ * 0.4, side_ * 0.36, "#46579f");
    for (int i = 0; i < 46; ++i) {
      const double x = random_.between(0, w_);
      const double y = random_.between(0, h_);
      const double r = random_.between(1.2, 3.6) * side_ / 1024;
      svg_ +=
          fmt::format("<circle cx='{:.1f}' cy='{:.1f}' r='{:.1f}' fill='#fff' opacity='{:.2f}'/>",
                      x, y, r, random_.between(0.4, 1));
    }
    for (int i = 0; i < 6; ++i) {
      const double x = random_.between(w_ * 0.12, w_ * 0.88);
      const double y = random_.between(h_ * 0.12, h_ * 0.85);
      svg_ += sparkle_svg({x, y}, side_ * random_.between(0.010, 0.02), "#ffe9a8");
    }
    if (hills) add_hills("#2f3b74", "#28325f", h_ * 0.72);
    return svg_;
  }

  std::string night_sea() {
    night(false);
    rectangle(h_ * 0.60, h_, "#27407f");
    rectangle(h_ * 0.60, h_ * 0.612, "#5c7cc4");
    for (int i = 0; i < 5; ++i) {
      const double wide = side_ * (0.16 - 0.02 * i);
      ellipse(w_ * 0.5 + (i % 2 == 0 ? 1 : -1) * side_ * 0.02, h_ * (0.655 + 0.05 * i), wide,
              side_ * 0.008, "#ffe9a8");
    }
    return svg_;
  }

  std::string rain() {
    fill("#8fa3bd");
    ellipse(w_ * 0.5, h_ * 0.6, w_ * 0.5, h_ * 0.3, "#a5b6cc");
    for (int i = 0; i < 60; ++i) {
      const double x = random_.between(0, w_);
      const double y = random_.between(0, h_ * 0.9);
      const double length = side_ * random_.between(0.02, 0.04);
      svg_ += fmt::format(
          "<path d='M{:.1f} {:.1f} l{:.1f} {:.1f}' stroke='#dbe8f5' stroke-width='{:.1f}' "
          "stroke-linecap='round' opacity='0.75'/>",
          x, y, -length * 0.35, length, side_ * 0.0035);
    }
    return svg_;
  }

  std::string sunset(bool sea) {
    vertical_gradient("#ff9a76", "#ffd08a", "#ffe6b3");
    circle(w_ * 0.62, h_ * 0.52, side_ * 0.1, "#fff1b8");
    if (sea) {
      rectangle(h_ * 0.62, h_, "#e58a6b");
      rectangle(h_ * 0.62, h_ * 0.632, "#ffc58f");
    }
    return svg_;
  }

  std::string sea(bool water) {
    vertical_gradient("#8fd3f4", "#bae5f9", "#e4f6fd");
    circle(w_ * 0.70, h_ * 0.24, side_ * 0.085, "#ffe082");
    circle(w_ * 0.70, h_ * 0.24, side_ * 0.066, "#ffd54f");
    clouds(2);
    if (water) {
      rectangle(h_ * 0.60, h_, "#5fc0ea");
      rectangle(h_ * 0.60, h_ * 0.612, "#8ed6f2");
    }
    return svg_;
  }

  std::string underwater() {
    vertical_gradient("#7fd8ef", "#55b4db", "#2a8fc7");
    for (int i = 0; i < 4; ++i) {
      svg_ += fmt::format(
          "<path d='M{:.1f} 0 L{:.1f} {:.1f} L{:.1f} {:.1f} Z' fill='#fff' opacity='0.10'/>",
          w_ * (0.2 + 0.2 * i), w_ * (0.1 + 0.2 * i), h_, w_ * (0.22 + 0.2 * i), h_);
    }
    hill("#f2dca0", h_ * 0.8, 0.06);
    icon("coral", {w_ * 0.24, h_ * 0.86}, side_ * 0.17);
    icon("herb", {w_ * 0.78, h_ * 0.88}, side_ * 0.16);
    for (int i = 0; i < 14; ++i) {
      const double x = random_.between(0.12, 0.88) * w_;
      const double y = random_.between(0.12, 0.8) * h_;
      svg_ += fmt::format("<circle cx='{:.1f}' cy='{:.1f}' r='{:.1f}' fill='#fff' opacity='0.45'/>",
                          x, y, side_ * random_.between(0.005, 0.016));
    }
    return svg_;
  }

  std::string snow() {
    fill("#b9def3");
    hill("#d7edf9", h_ * 0.66, 0.11);
    hill("#ffffff", h_ * 0.76, 0.06);
    for (int i = 0; i < 40; ++i) {
      const double x = random_.between(0, w_);
      const double y = random_.between(0, h_ * 0.8);
      svg_ += fmt::format("<circle cx='{:.1f}' cy='{:.1f}' r='{:.1f}' fill='#fff' opacity='0.9'/>",
                          x, y, side_ * random_.between(0.003, 0.008));
    }
    icon("evergreen-tree", {w_ * 0.3, h_ * 0.71}, side_ * 0.14, 0.55);
    icon("evergreen-tree", {w_ * 0.2, h_ * 0.72}, side_ * 0.2, 0.55);
    icon("evergreen-tree", {w_ * 0.82, h_ * 0.72}, side_ * 0.19, 0.55);
    return svg_;
  }

  std::string desert() {
    vertical_gradient("#ffe2b8", "#ffecc9", "#fff3dc");
    circle(w_ * 0.72, h_ * 0.27, side_ * 0.08, "#ffd54f");
    hill("#f3cf8e", h_ * 0.64, 0.10);
    hill("#ebbf76", h_ * 0.74, 0.05);
    icon("cactus", {w_ * 0.2, h_ * 0.72}, side_ * 0.14, 0.7);
    return svg_;
  }

  std::string city() {
    fill("#cfe6f5");
    clouds(2);
    add_towers("#a9bfd6", "#b9cbe0", "#fff6d6");
    rectangle(h_ * 0.76, h_, "#c3d6a4");
    return svg_;
  }

  std::string night_city() {
    night(false);
    add_towers("#28325f", "#2f3b74", "#ffe08a");
    rectangle(h_ * 0.78, h_, "#232b55");
    return svg_;
  }

  std::string hills(std::string_view sky, std::string_view far_hill, std::string_view near_hill) {
    fill(sky);
    circle(w_ * 0.74, h_ * 0.24, side_ * 0.075, "#ffe082");
    clouds(3);
    add_hills(far_hill, near_hill, h_ * 0.69);
    return svg_;
  }

  std::string with_trees() {
    constexpr std::array<Point, 4> trees{{{0.16, 0.3}, {0.27, 0.22}, {0.73, 0.24}, {0.85, 0.32}}};
    for (const Point& tree : trees) {
      icon("evergreen-tree", {w_ * tree.x, h_ * 0.74}, side_ * tree.y, 0.75);
    }
    return svg_;
  }

  std::string mountains() {
    fill("#bfe6fa");
    circle(w_ * 0.74, h_ * 0.24, side_ * 0.075, "#ffe082");
    clouds(2);
    peak(0.26, 0.34, "#a9bccf");
    peak(0.56, 0.28, "#9db2c8");
    peak(0.82, 0.38, "#b2c4d5");
    add_hills("#b5dd86", "#9ccc65", h_ * 0.72);
    return svg_;
  }

  std::string sky() {
    vertical_gradient("#9fd8f6", "#c6e8fa", "#e8f6fd");
    clouds(4);
    return svg_;
  }

  std::string plain(std::string_view colour) {
    fill(colour);
    return svg_;
  }
};

// A closed, slightly uneven curve about a centre.
std::string blob_path(double x, double y, double wide, double tall, Random& random) {
  constexpr std::size_t corners = 10;
  constexpr double turn = 6.283185307179586;
  const double start = random.between(0, 6.28);
  std::vector<Point> spots;
  for (std::size_t i = 0; i < corners; ++i) {
    const double angle = start + static_cast<double>(i) * turn / corners;
    const double away = 1 + random.between(-0.05, 0.05);
    spots.push_back({x + std::cos(angle) * wide * away, y + std::sin(angle) * tall * away});
  }
  std::string path = fmt::format("M{:.1f} {:.1f}", spots[0].x, spots[0].y);
  for (std::size_t i = 0; i < corners; ++i) {
    const Point& before = spots[(i + corners - 1) % corners];
    const Point& from = spots[i];
    const Point& to = spots[(i + 1) % corners];
    const Point& after = spots[(i + 2) % corners];
    path += fmt::format("C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}",
                        from.x + (to.x - before.x) / 6, from.y + (to.y - before.y) / 6,
                        to.x - (after.x - from.x) / 6, to.y - (after.y - from.y) / 6, to.x, to.y);
  }
  return path + "Z";
}

bool rolls(const Setting& setting) {
  return (setting.ground == Ground::grass || setting.ground == Ground::road) && !setting.indoors;
}

std::string landscape(const Setting& setting, Backdrop backdrop, LandscapePainter view) {
  if (setting.dark && setting.is(Place::city)) return view.night_city();
  if (setting.dark && setting.is(Place::sea)) return view.night_sea();
  if (setting.dark) return view.night(!setting.is(Place::space));
  if (setting.stormy) return view.rain();
  if (setting.is(Place::sunset)) return view.sunset(setting.is(Place::sea));
  if (setting.is(Place::underwater)) return view.underwater();
  if (setting.is(Place::sea) || setting.is(Place::beach)) return view.sea(true);
  if (setting.is(Place::snow)) return view.snow();
  if (setting.is(Place::desert)) return view.desert();
  if (setting.is(Place::city)) return view.city();
  if (setting.is(Place::mountain)) return view.mountains();
  if (setting.is(Place::autumn)) return view.hills("#ffe3bd", "#e8b96a", "#d99e4a");
  if (setting.is(Place::forest)) {
    view.hills("#bfe6fa", "#b5dd86", "#9ccc65");
    return view.with_trees();
  }
  if (setting.is(Place::sky)) return view.sky();
  if (setting.is(Place::field) || (backdrop == Backdrop::scene && rolls(setting))) {
    return view.hills("#bfe6fa", "#b5dd86", "#9ccc65");
  }
  return view.plain(setting.inner);
}

}  // namespace

std::string frame_path(int width, int height, Random& random) {
  const int side = std::min(width, height);
  return blob_path(width / 2.0, height * 0.49, std::min(width * 0.435, side * 0.62), height * 0.42,
                   random);
}

std::string vignette_svg(const Setting& setting, Backdrop backdrop, int width, int height,
                         std::string_view frame, Random& random) {
  if (backdrop == Backdrop::plain && !setting.named) return {};
  return fmt::format("<clipPath id='vg'><path d='{}'/></clipPath><g clip-path='url(#vg)'>{}</g>",
                     frame, landscape(setting, backdrop, LandscapePainter(width, height, random)));
}

}  // namespace limner::art
