#include "art/backdrop.hpp"

#include "art/scene/pack.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

namespace limner::art {
namespace {

Bitmap disc(Rgb colour) {
  Bitmap picture(64, 64);
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 64; ++x) {
      if ((x - 32) * (x - 32) + (y - 32) * (y - 32) > 400) continue;
      std::uint8_t* pixel = picture.at(x, y);
      pixel[0] = colour.red;
      pixel[1] = colour.green;
      pixel[2] = colour.blue;
      pixel[3] = 255;
    }
  }
  return picture;
}

TEST_CASE("the backdrop is far from the outline's colour") {
  const Rgb on_pink = parse_hex(plain_backdrop(disc(parse_hex("#fde4ea"))));
  CHECK(std::abs(on_pink.green - 0xe4) + std::abs(on_pink.blue - 0xea) > 20);
  CHECK(plain_backdrop(disc(parse_hex("#d6e4fb"))) != "#d6e4fb");
}

TEST_CASE("an empty picture has a backdrop, too") {
  CHECK_FALSE(plain_backdrop(Bitmap(16, 16)).empty());
}

}  // namespace
}  // namespace limner::art
