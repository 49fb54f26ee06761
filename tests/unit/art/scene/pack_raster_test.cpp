// The pack's drawings through the rasteriser.
#include "art/scene/pack.hpp"
#include "fakes/fingerprint.hpp"
#include "svg/raster.hpp"
#include "svg/raster_scene.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

namespace limner::art {

using svg::rasterise;
using svg::ScenePainter;
using svg::SvgTree;

TEST_CASE("the same icons have the same pixels on every compiler") {
  // Written down once with g++ and clang++ at -O0, -O2 and -O3, which agreed.
  const std::array<std::pair<const char*, std::uint64_t>, 8> golden{{
      {"fox", 0xb5af532190ff50c8},
      {"bicycle", 0x3c85d10129c8e1dd},
      {"harp", 0x3a1c0d016a8352d9},
      {"birthday-cake", 0xe3dfa25538149354},
      {"hot-beverage", 0x0998eae70b4794a6},
      {"p:pirateship", 0x20dcf08e8166caa4},
      {"b:lion", 0xc4f57009613dac7d},
      {"h:girl", 0x6c84e13cd1c1509d},
  }};
  for (const auto& picture : golden) {
    const auto& [slug, hash] = picture;
    INFO(picture.first);
    const Icon* icon = find_icon(slug);
    REQUIRE(icon != nullptr);
    const std::string svg = fmt::format("<svg viewBox='0 0 128 128'>{}</svg>", icon->body);
    CHECK(fmt::format("{:016x}", fingerprint(rasterise(svg, 200, 200))) ==
          fmt::format("{:016x}", hash));
  }
}

TEST_CASE("every icon of the pack can be drawn, inside its measured box") {
  for (const Icon& icon : icons()) {
    CAPTURE(icon.slug);
    const std::string svg = fmt::format("<svg viewBox='0 0 128 128'>{}</svg>", icon.body);
    const Bitmap picture = rasterise(svg, 64, 64);
    int outside = 0;
    int inside = 0;
    for (int y = 0; y < 64; ++y) {
      for (int x = 0; x < 64; ++x) {
        if (picture.at(x, y)[3] < 100) continue;
        const bool in = x * 2 + 2 > icon.ink.x0 && x * 2 < icon.ink.x1 && y * 2 + 2 > icon.ink.y0 &&
                        y * 2 < icon.ink.y1;
        ++(in ? inside : outside);
      }
    }
    CHECK(outside == 0);
    CHECK(inside > 0);
  }
}

TEST_CASE("painting in bands gives the same picture as painting it in one pass") {
  const Icon* icon = find_icon("birthday-cake");
  REQUIRE(icon != nullptr);
  const std::string svg = fmt::format(
      "<svg viewBox='0 0 128 128'><g opacity='.6' transform='rotate(9)'>{}</g></svg>", icon->body);
  const SvgTree tree(svg);
  const Bitmap whole = ScenePainter(tree, 100, 100).paint().bitmap();
  const Bitmap top = ScenePainter(tree, 100, 100, {0, 0, 100, 37}).paint().bitmap();
  const Bitmap rest = ScenePainter(tree, 100, 100, {0, 37, 100, 100}).paint().bitmap();
  std::vector<std::uint8_t> joined(top.rgba.begin(), top.rgba.end());
  joined.insert(joined.end(), rest.rgba.begin(), rest.rgba.end());
  int differ = 0;
  for (std::size_t i = 0; i < joined.size(); ++i) {
    differ += std::abs(joined[i] - whole.rgba[i]) > 1 ? 1 : 0;
  }
  CHECK(differ == 0);
}

}  // namespace limner::art
