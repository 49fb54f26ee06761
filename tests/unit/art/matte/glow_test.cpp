// Light about a subject is kept as light, and a pale subject stays whole.
#include "art/matte/glow.hpp"

#include "unit/art/plain_picture.hpp"

#include <limner/art.hpp>

#include <doctest/doctest.h>

namespace limner::art {
namespace {

constexpr int glow_size = 512;

// A dark disc with yellow light about it that ends nowhere.
Bitmap lamp() {
  return svg::rasterise(
      "<svg viewBox='0 0 128 128'><radialGradient id='g' cx='64' cy='64' r='44' "
      "gradientUnits='userSpaceOnUse'><stop offset='0' stop-color='#ffe080' stop-opacity='.9'/>"
      "<stop offset='1' stop-color='#ffe080' stop-opacity='0'/></radialGradient>"
      "<circle cx='64' cy='64' r='44' fill='url(#g)'/>"
      "<circle cx='64' cy='64' r='14' fill='#53301c'/></svg>",
      glow_size, glow_size);
}

TEST_CASE("a glow is cut out with about the alpha that it had") {
  const Bitmap subject = lamp();
  const Bitmap picture = over(subject, flat(236, 228, 250));
  const Bitmap cut = cut_out(picture).cut_out;
  CHECK(likeness(cut, subject) > 0.7);
  const int near_the_lamp = cut.at(glow_size / 2 + 80, glow_size / 2)[3];
  const int far_out = cut.at(glow_size / 2 + 140, glow_size / 2)[3];
  CHECK(near_the_lamp < 230);
  CHECK(far_out < near_the_lamp - 40);
  CHECK(far_out > 10);
  CHECK(cut.at(glow_size / 2, glow_size / 2)[3] == 255);
}

TEST_CASE("a glow laid on its backdrop is the picture again") {
  const Bitmap picture = over(lamp(), flat(236, 228, 250));
  const Bitmap again = over(cut_out(picture).cut_out, flat(236, 228, 250));
  int off = 0;
  for (std::size_t i = 0; i < picture.rgba.size(); ++i) {
    off += std::abs(picture.rgba[i] - again.rgba[i]) > 2 ? 1 : 0;
  }
  CHECK(off * 100 < glow_size * glow_size);
}

TEST_CASE("a subject that is like the backdrop at one place of its outline stays opaque") {
  const Bitmap subject = svg::rasterise(
      "<svg viewBox='0 0 128 128'><linearGradient id='g' x1='0' x2='0' y1='24' y2='104' "
      "gradientUnits='userSpaceOnUse'><stop offset='0' stop-color='#ece4fa'/>"
      "<stop offset='1' stop-color='#5a4a90'/></linearGradient>"
      "<circle cx='64' cy='64' r='40' fill='url(#g)'/></svg>",
      glow_size, glow_size);
  const Bitmap cut = cut_out(over(subject, flat(236, 228, 250))).cut_out;
  CHECK(cut.at(glow_size / 2, glow_size / 2)[3] == 255);
  CHECK(cut.at(glow_size / 2, glow_size * 3 / 8)[3] == 255);
}

TEST_CASE("where nothing glows, nothing is taken for a glow") {
  const Bitmap picture = over(icon_alone("fox", glow_size), flat(236, 228, 250));
  const BackdropFit backdrop = BackdropFit::fitted(picture);
  BackdropRegion region = find_backdrop(picture, backdrop);
  CHECK(extract_glow(picture, backdrop, region).empty());
}

}  // namespace
}  // namespace limner::art
