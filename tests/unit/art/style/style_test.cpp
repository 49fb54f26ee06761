#include "art/style/style.hpp"

#include "art/scene/pack.hpp"
#include "art/style/flat.hpp"
#include "fakes/fingerprint.hpp"
#include "svg/raster.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <string>

namespace limner::art {
namespace {

constexpr int style_size = 192;

std::string scene_of(std::string_view slug, bool with_vignette) {
  return fmt::format(
      "<svg viewBox='0 0 192 192'><rect class='backdrop' width='192' height='192' fill='#cfe0f4'/>"
      "{}<g transform='translate(32 32)'><g class='item'>{}</g></g></svg>",
      with_vignette
          ? "<g class='vignette'><rect x='20' y='20' width='152' height='152' fill='#fde4ea'/></g>"
          : "",
      find_icon(slug)->body);
}

std::array<int, 3> colour(const Bitmap& picture, int x, int y) {
  const std::uint8_t* p = picture.at(x, y);
  return {p[0], p[1], p[2]};
}

double overlap(const Bitmap& a, const Bitmap& b) {
  double both = 0;
  double any = 0;
  for (std::size_t i = 3; i < a.rgba.size(); i += 4) {
    both += std::min(a.rgba[i], b.rgba[i]);
    any += std::max(a.rgba[i], b.rgba[i]);
  }
  return both / any;
}

TEST_CASE("a cartoon is the scene as it is, a flat one has no gradients") {
  const std::string scene = scene_of("rocket", true);
  CHECK(paint(ArtStyle::cartoon, scene, style_size, style_size, 1).rgba ==
        svg::rasterise(scene, style_size, style_size).rgba);
  CHECK(paint(ArtStyle::flat, scene, style_size, style_size, 1).rgba ==
        svg::rasterise(flattened(scene), style_size, style_size).rgba);
}

TEST_CASE("every style has the same pixels on every compiler") {
  const std::string scene = scene_of("fox", true);
  const auto hash = [&](ArtStyle style) {
    return fmt::format("{:016x}", fingerprint(paint(style, scene, style_size, style_size, 7)));
  };
  CHECK(hash(ArtStyle::flat) == "1c37e8a306085961");
  CHECK(hash(ArtStyle::watercolor) == "7fa3b55573684c98");
  CHECK(hash(ArtStyle::realistic) == "79e9ad84f08cd5d8");
}

TEST_CASE("another seed is another watercolor") {
  const std::string scene = scene_of("fox", true);
  CHECK(paint(ArtStyle::watercolor, scene, style_size, style_size, 1).rgba !=
        paint(ArtStyle::watercolor, scene, style_size, style_size, 2).rgba);
}

TEST_CASE("background removal works on the plain backdrop of every style") {
  const std::string alone =
      fmt::format("<svg viewBox='-32 -32 192 192'>{}</svg>", find_icon("b:bear")->body);
  constexpr int large = 512;
  const Bitmap truth = svg::rasterise(alone, large, large);
  for (const ArtStyle style :
       {ArtStyle::cartoon, ArtStyle::flat, ArtStyle::watercolor, ArtStyle::realistic}) {
    CAPTURE(static_cast<int>(style));
    const Matte matte = cut_out(paint(style, scene_of("b:bear", false), large, large, 3));
    // Water runs over the outline by some pixels.
    CHECK(overlap(matte.cut_out, truth) > (style == ArtStyle::watercolor ? 0.9 : 0.98));
  }
}

TEST_CASE("around a watercolor scene is white paper, behind a single thing its backdrop") {
  const auto paper =
      colour(paint(ArtStyle::watercolor, scene_of("fox", true), style_size, style_size, 1), 3, 3);
  CHECK(paper[0] > 235);
  CHECK(paper[2] > 228);
  const auto tinted =
      colour(paint(ArtStyle::watercolor, scene_of("fox", false), style_size, style_size, 1), 3, 3);
  CHECK(tinted[0] < 215);
  CHECK(tinted[2] > tinted[0] + 15);
}

TEST_CASE("a soft-3D thing is lighter at the upper left than at the lower right") {
  const std::string ball =
      "<svg viewBox='0 0 192 192'><rect class='backdrop' width='192' height='192' fill='#fff'/>"
      "<circle class='item' cx='96' cy='96' r='70' fill='#4080c0'/></svg>";
  const Bitmap picture = paint(ArtStyle::realistic, ball, style_size, style_size, 1);
  CHECK(colour(picture, 58, 52)[1] > colour(picture, 138, 144)[1] + 25);
}

TEST_CASE("shadows fall on a scene, and not on a plain backdrop") {
  const auto corner = [](bool with_vignette) {
    const std::string scene = fmt::format(
        "<svg viewBox='0 0 192 192'><rect class='backdrop' width='192' height='192' fill='#eee'/>"
        "{}<circle class='item' cx='96' cy='96' r='40' fill='#4080c0'/></svg>",
        with_vignette ? "<g class='vignette'><rect width='192' height='192' fill='#eee'/></g>"
                      : "");
    return colour(paint(ArtStyle::realistic, scene, style_size, style_size, 1), 126, 127)[0];
  };
  CHECK(corner(true) < corner(false) - 5);
}

}  // namespace
}  // namespace limner::art
