#include "art/style/watercolor.hpp"

#include "art/style/layers.hpp"
#include "art/style/noise.hpp"
#include "art/style/plane.hpp"
#include "svg/raster_scene.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace limner::art {
namespace {

using PaintColour = std::array<float, 3>;  // red, green, blue: 0…1
constexpr PaintColour paper_colour{0.992f, 0.984f, 0.965f};

class Watercolor {
 public:
  // `ground` is the colour where nothing is drawn, `wash` the colour of a halo on it.
  Watercolor(int width, int height, std::uint64_t seed, const PaintColour& ground,
             const PaintColour& wash)
      : width_(width),
        height_(height),
        seed_(seed),
        unit_(std::min(width, height) / 1024.0),
        ground_(ground),
        wash_(wash) {}

  Bitmap run(svg::Canvas drawn) {
    warp(drawn);
    const Plane edges = edge_strength();
    soften();
    return pigment(edges);
  }

 private:
  Noise noise(std::uint64_t which, double cell, int octaves, double fading = 0.5) const {
    return {seed_ * 31 + which, {cell * unit_, octaves, fading}, width_};
  }

  // Samples each position with a small offset, for hand-drawn edges. Fills
  // colours_ (on the ground) and cover_.
  void warp(svg::Canvas& drawn) {
    colours_ = Plane(width_, height_, 3);
    cover_ = Plane(width_, height_, 1);
    Noise wide_x = noise(1, 90, 3);
    Noise wide_y = noise(2, 90, 3);
    Noise fine_x = noise(3, 14, 2);
    Noise fine_y = noise(4, 14, 2);
    const auto wide = static_cast<float>(14 * unit_);
    const auto fine = static_cast<float>(4.5 * unit_);
    for (int y = 0; y < height_; ++y) {
      const auto wx = wide_x.row(y);
      const auto wy = wide_y.row(y);
      const auto fx = fine_x.row(y);
      const auto fy = fine_y.row(y);
      const auto colours = colours_.row(y);
      const auto cover = cover_.row(y);
      for (std::size_t x = 0; x < cover.size(); ++x) {
        const float from_x = static_cast<float>(x) + (wx[x] - 0.5f) * wide + (fx[x] - 0.5f) * fine;
        const float from_y = static_cast<float>(y) + (wy[x] - 0.5f) * wide + (fy[x] - 0.5f) * fine;
        const svg::Pixel p = sampled(drawn, from_x, from_y);
        cover[x] = p.alpha;
        colours[3 * x] = p.red + (1 - p.alpha) * ground_[0];
        colours[3 * x + 1] = p.green + (1 - p.alpha) * ground_[1];
        colours[3 * x + 2] = p.blue + (1 - p.alpha) * ground_[2];
      }
    }
  }

  svg::Pixel sampled(svg::Canvas& drawn, float x, float y) const {
    x = std::clamp(x, 0.f, static_cast<float>(width_) - 1.01f);
    y = std::clamp(y, 0.f, static_cast<float>(height_) - 1.01f);
    const auto column = static_cast<std::size_t>(std::max(x, 0.f));
    const int row = static_cast<int>(std::max(y, 0.f));
    const std::size_t right = std::min(column + 1, static_cast<std::size_t>(width_ - 1));
    const auto upper = drawn.row(row);
    const auto lower = drawn.row(std::min(row + 1, height_ - 1));
    const float tx = x - static_cast<float>(column);
    const float ty = y - static_cast<float>(row);
    const auto mix = [](const svg::Pixel& a, const svg::Pixel& b, float t) {
      return svg::Pixel{a.red + (b.red - a.red) * t, a.green + (b.green - a.green) * t,
                        a.blue + (b.blue - a.blue) * t, a.alpha + (b.alpha - a.alpha) * t};
    };
    return mix(mix(upper[column], upper[right], tx), mix(lower[column], lower[right], tx), ty);
  }

  // Edge strength: pigment is denser there.
  Plane edge_strength() const {
    Plane near = colours_;
    Plane far = colours_;
    blur(near, 1.2 * unit_);
    blur(far, 4.5 * unit_);
    Plane edges(width_, height_, 1);
    for (std::size_t i = 0; i < edges.values.size(); ++i) {
      float sum = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        sum += std::fabs(near.values[3 * i + k] - far.values[3 * i + k]);
      }
      edges.values[i] = std::min(1.f, sum * 2.6f);
    }
    blur(edges, unit_);
    return edges;
  }

  // Colours bleed into each other at two radii.
  void soften() {
    Plane wide = colours_;
    blur(wide, 5 * unit_);
    blur(colours_, 1.6 * unit_);
    for (std::size_t i = 0; i < wide.values.size(); ++i) {
      colours_.values[i] = colours_.values[i] * 0.75f + wide.values[i] * 0.25f;
    }
  }

  Bitmap pigment(const Plane& edges) const {
    Plane halo = cover_;
    for (float& v : halo.values) v = v > 0.2f ? 1.f : 0.f;
    blur(halo, 26 * unit_);
    Plane painted = cover_;
    blur(painted, 3 * unit_);
    Noise big = noise(5, 220, 4, 0.55);
    Noise middle = noise(6, 60, 4, 0.6);
    Noise grains = noise(7, 4, 2, 0.7);
    Noise fibre = noise(8, 3, 2, 0.6);
    Noise tooth = noise(9, 10, 2);
    Bitmap out(width_, height_);
    for (int y = 0; y < height_; ++y) {
      const auto b = big.row(y);
      const auto m = middle.row(y);
      const auto g = grains.row(y);
      const auto f = fibre.row(y);
      const auto t = tooth.row(y);
      for (int column = 0; column < width_; ++column) {
        const auto x = static_cast<std::size_t>(column);
        Point spot;
        spot.density = 0.38f + 0.84f * (b[x] * 0.55f + m[x] * 0.45f) + (g[x] - 0.5f) * 0.22f;
        // The ground has no paint texture.
        spot.density = 1 + (spot.density * 0.92f - 1) * painted.row(y)[x];
        spot.edge = edges.row(y)[x];
        spot.wash = halo.row(y)[x] * 1.4f * (0.3f + 1.2f * (m[x] - 0.25f));
        spot.wash = std::clamp(spot.wash, 0.f, 1.f) * (1 - cover_.row(y)[x]) * 0.22f;
        spot.paper = 1 - 0.054f * (f[x] - 0.5f) - 0.02f * (t[x] - 0.5f);
        dry(colours_.row(y).subspan(3 * x, 3), spot, out.at(column, y));
      }
    }
    return out;
  }

  // Noise and neighbourhood of one pixel.
  struct Point {
    float density = 1;  // of pigment
    float edge = 0;
    float wash = 0;
    float paper = 1;  // brightness of the paper texture
  };

  void dry(std::span<const float> colour, const Point& spot, std::uint8_t* out) const {
    constexpr PaintColour edge_ink{0.075f, 0.08f, 0.07f};
    const float strength = std::clamp(spot.density, 0.3f, 1.25f) * (1 + 0.55f * spot.edge);
    for (std::size_t k = 0; k < 3; ++k) {
      const float ink = (1 - colour[k]) * strength + edge_ink[k] * spot.edge;
      const float lit = paper_colour[k] * spot.paper * (1 - std::clamp(ink, 0.f, 1.f)) *
                        (1 - spot.wash * (1 - wash_[k]));
      out[k] = svg::to_byte(lit);
    }
    out[3] = 255;
  }

  int width_;
  int height_;
  std::uint64_t seed_;
  double unit_;  // pixels of this picture for one of a picture of 1024
  PaintColour ground_;
  PaintColour wash_;
  Plane colours_;
  Plane cover_;
};

}  // namespace

Bitmap paint_watercolor(const svg::SvgTree& scene, int width, int height, std::uint64_t seed) {
  svg::Canvas drawn = svg::ScenePainter(scene, width, height).paint({.but_class = "backdrop"});
  const svg::Colour c = backdrop_colour(scene);
  const PaintColour backdrop{c.red, c.green, c.blue};
  constexpr PaintColour white{1, 1, 1};
  // A scene is surrounded by white paper with a wash. A picture meant for background removal
  // gets a solid backdrop, because its white parts would be removed with white paper.
  const bool on_paper = has_vignette(scene);
  return Watercolor(width, height, seed, on_paper ? white : backdrop, on_paper ? backdrop : white)
      .run(std::move(drawn));
}

}  // namespace limner::art
