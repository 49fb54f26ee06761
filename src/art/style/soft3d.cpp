#include "art/style/soft3d.hpp"

#include "art/style/layers.hpp"
#include "art/style/plane.hpp"
#include "svg/raster_scene.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace limner::art {
namespace {

struct Vec3 {
  float x;
  float y;
  float z;
};
constexpr Vec3 lamp{-0.5f, -0.62f, 0.60f};
constexpr Vec3 gleam{-0.2799f, -0.3471f, 0.8951f};  // half vector between lamp and viewer

float dot(const Vec3& a, const Vec3& b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

float power_38(float v) {
  const float v2 = v * v;
  const float v4 = v2 * v2;
  const float v16 = v4 * v4 * v4 * v4;
  return v16 * v16 * v4 * v2;
}

class Soft3dRenderer {
 public:
  Soft3dRenderer(const svg::SvgTree& scene, int width, int height)
      : scene_(scene),
        painter_(scene, width, height),
        unit_(std::min(width, height) / 1024.0),
        picture_({0, 0, width, height}),
        backdrop_is_there_(has_vignette(scene)) {
    if (backdrop_is_there_) light_backdrop();
  }

  void add(const SceneLayer& layer) {
    const bool is_solid = layer.kind == "item" || layer.kind == "ground";
    const svg::PixelBox ink = painter_.bounds(*layer.element);
    const int margin = is_solid ? static_cast<int>(60 * unit_) : 0;
    const svg::PixelBox box = svg::common_part(
        picture_.box(), {ink.x0 - margin, ink.y0 - margin, ink.x1 + margin, ink.y1 + margin});
    if (box.empty()) return;
    const svg::PixelBox& whole = picture_.box();
    svg::Canvas drawn =
        svg::ScenePainter(scene_, whole.x1, whole.y1, box).paint({.only = layer.element});
    if (is_solid) {
      add_shadow(drawn);
      shade(drawn, layer.kind == "item" ? 0.22f : 0.07f);
    }
    picture_.blend(drawn, 1);
  }

  Bitmap finish() {
    if (backdrop_is_there_) return picture_.bitmap();
    svg::Canvas things = std::move(picture_);
    picture_ = svg::Canvas(things.box());
    light_backdrop();
    picture_.blend(things, 1);
    return picture_.bitmap();
  }

 private:
  // Brighter towards the lamp; quadratic, so that background removal can fit it.
  void light_backdrop() {
    const svg::Colour c = backdrop_colour(scene_);
    const svg::PixelBox& box = picture_.box();
    for (int y = 0; y < box.y1; ++y) {
      const auto row = picture_.row(y);
      const float v = static_cast<float>(y) / static_cast<float>(box.y1) - 0.36f;
      for (std::size_t x = 0; x < row.size(); ++x) {
        const float u = static_cast<float>(x) / static_cast<float>(box.x1) - 0.42f;
        const float light = 1 - 0.30f * (u * u + v * v);
        row[x] = {c.red * light, c.green * light, c.blue * light, 1};
      }
    }
  }

  static Plane alpha_of(svg::Canvas& drawn) {
    Plane alpha(drawn.box().width(), drawn.box().height(), 1);
    for (int y = 0; y < alpha.height; ++y) {
      const auto from = drawn.row(drawn.box().y0 + y);
      const auto to = alpha.row(y);
      for (std::size_t x = 0; x < to.size(); ++x) to[x] = from[x].alpha;
    }
    return alpha;
  }

  void add_shadow(svg::Canvas& drawn) {
    Plane shadow = alpha_of(drawn);
    blur(shadow, 16 * unit_);
    const int right = static_cast<int>(10 * unit_);
    const int down = static_cast<int>(14 * unit_);
    const svg::PixelBox& box = drawn.box();
    for (int y = box.y0 + down; y < box.y1; ++y) {
      const auto from = shadow.row(y - down - box.y0);
      const auto over = drawn.row(y);
      const auto to = picture_.row(y).subspan(static_cast<std::size_t>(box.x0));
      for (std::size_t x = static_cast<std::size_t>(right); x < over.size(); ++x) {
        const float dark = from[x - static_cast<std::size_t>(right)] * 0.30f * (1 - over[x].alpha);
        to[x].red *= 1 - dark * 0.85f;
        to[x].green *= 1 - dark * 0.95f;
        to[x].blue *= 1 - dark;
      }
    }
  }

  // Grows with the distance to the outline and with lightness.
  Plane height_of(svg::Canvas& drawn) const {
    const Plane alpha = alpha_of(drawn);
    Plane height(alpha.width, alpha.height, 1);
    for (int y = 0; y < height.height; ++y) {
      const auto from = drawn.row(drawn.box().y0 + y);
      const auto to = height.row(y);
      for (std::size_t x = 0; x < to.size(); ++x) {
        to[x] = (from[x].red + from[x].green + from[x].blue) / 3 * 2.2f;
      }
    }
    blur(height, 2 * unit_);
    constexpr std::array<std::pair<double, double>, 4> widths{
        {{3, 0.16}, {9, 0.30}, {22, 0.40}, {46, 0.5}}};
    Plane rounded = alpha;
    double done = 0;
    for (const auto& [radius, weight] : widths) {
      blur(rounded, std::sqrt(radius * radius - done * done) * unit_);  // blurs add up squared
      done = radius;
      const auto scale = static_cast<float>(weight * radius * 0.55);
      for (std::size_t i = 0; i < height.values.size(); ++i) {
        height.values[i] += rounded.values[i] * scale;
      }
    }
    return height;
  }

  void shade(svg::Canvas& drawn, float shine) const {
    const Plane height = height_of(drawn);
    const auto steepness = static_cast<float>(0.5 / unit_);
    for (int y = 0; y < height.height; ++y) {
      const auto here = height.row(y);
      const auto above = height.row(std::max(y - 1, 0));
      const auto below = height.row(std::min(y + 1, height.height - 1));
      const auto row = drawn.row(drawn.box().y0 + y);
      for (std::size_t x = 0; x < row.size(); ++x) {
        if (row[x].alpha <= 0) continue;
        const float dx =
            (here[std::min(x + 1, row.size() - 1)] - here[x > 0 ? x - 1 : 0]) * steepness;
        const float dy = (below[x] - above[x]) * steepness;
        light(row[x], dx, dy, shine);
      }
    }
  }

  static void light(svg::Pixel& p, float dx, float dy, float shine) {
    const float up = 1 / std::sqrt(dx * dx + dy * dy + 1);
    const Vec3 normal{-dx * up, -dy * up, up};
    const float diffuse = 0.62f + 0.62f * std::clamp(dot(normal, lamp), 0.f, 1.2f);
    const float away = -(normal.x * lamp.x + normal.y * lamp.y);
    const float rim = std::clamp(away, 0.f, 1.f) * 0.18f;
    const float glint = power_38(std::clamp(dot(normal, gleam), 0.f, 1.f)) * shine * p.alpha;
    const auto lit = [&](float c, float tint) {
      return std::clamp(c * diffuse * (1 - rim * tint) + glint, 0.f, p.alpha);
    };
    p.red = lit(p.red, 0.6f);
    p.green = lit(p.green, 0.7f);
    p.blue = lit(p.blue, 0.4f);
  }

  const svg::SvgTree& scene_;
  svg::ScenePainter painter_;
  double unit_;  // pixels of this picture for one of a picture of 1024
  svg::Canvas picture_;
  // A picture meant for background removal gets its backdrop last, without shadows.
  bool backdrop_is_there_;
};

}  // namespace

Bitmap paint_soft_3d(const svg::SvgTree& scene, int width, int height) {
  Soft3dRenderer studio(scene, width, height);
  for (const SceneLayer& layer : layers_of(scene)) studio.add(layer);
  return studio.finish();
}

}  // namespace limner::art
