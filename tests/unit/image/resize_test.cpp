#include "unit/image/pictures.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::image;
using namespace limner::image::pictures;

TEST_CASE("One colour stays that colour at every size") {
  for (const Colour& value :
       {Colour{1, 2, 3, 255}, Colour{200, 100, 50, 255}, Colour{90, 90, 90, 77}}) {
    const Bitmap picture = plain(10, 7, value);
    for (const auto& [width, height] : {std::pair{3, 2}, {10, 3}, {23, 40}, {1, 1}, {4, 20}})
      CHECK(distance(resize(picture, width, height), plain(width, height, value)) == 0);
  }
}

TEST_CASE("All 256 levels survive the way through linear light") {
  Bitmap levels(256, 1);
  for (int x = 0; x < 256; ++x) paint(levels, x, 0, {x, 255 - x, x, 255});
  const Bitmap tall = resize(levels, 256, 2);
  bool same = true;
  for (int x = 0; x < 256; ++x) same = same && colour(tall, x, 1) == colour(levels, x, 0);
  CHECK(same);
}

TEST_CASE("Black and white average to the gray that gives half the light") {
  Bitmap picture(2, 1);
  paint(picture, 0, 0, {0, 0, 0, 255});
  paint(picture, 1, 0, {255, 255, 255, 255});
  CHECK(colour(resize(picture, 1, 1), 0, 0) == Colour{188, 188, 188, 255});
}

TEST_CASE("The colour of a transparent pixel does not bleed into its neighbour") {
  Bitmap picture(2, 1);
  paint(picture, 0, 0, {255, 0, 0, 255});
  paint(picture, 1, 0, {0, 255, 0, 0});
  CHECK(colour(resize(picture, 1, 1), 0, 0) == Colour{255, 0, 0, 128});
  CHECK(colour(resize(picture, 8, 1), 3, 0)[1] == 0);
}

TEST_CASE("A fractional ratio weighs boundary pixels by the covered share") {
  Bitmap picture(3, 1);
  for (int x = 0; x < 3; ++x) paint(picture, x, 0, {255, 255, 255, x == 1 ? 0 : 255});
  const Bitmap two = resize(picture, 2, 1);
  CHECK(colour(two, 0, 0)[3] == 170);
  CHECK(colour(two, 1, 0)[3] == 170);
}

TEST_CASE("A larger picture has its corners where they were and overshoots nothing") {
  const Bitmap picture = gradient(16, 16, true);
  const Bitmap larger = resize(picture, 61, 35);
  CHECK(larger.width == 61);
  CHECK(larger.height == 35);
  CHECK(std::abs(colour(larger, 60, 0)[0] - colour(picture, 15, 0)[0]) <= 8);
  CHECK(distance(resize(larger, 16, 16), picture) < 60);
}

TEST_CASE("A larger picture of a symmetric one is symmetric") {
  Bitmap wide(4, 1);
  Bitmap tall(1, 4);
  for (int i = 0; i < 4; ++i) {
    const Colour value = i == 0 || i == 3 ? Colour{20, 20, 20, 255} : Colour{220, 90, 90, 255};
    paint(wide, i, 0, value);
    paint(tall, 0, i, value);
  }
  for (const int size : {5, 8, 11}) {
    CAPTURE(size);
    const Bitmap wider = resize(wide, size, 1);
    const Bitmap taller = resize(tall, 1, size);
    for (int i = 0; i < size; ++i) {
      const int mirrored = colour(wider, size - 1 - i, 0)[0];
      CHECK(std::abs(colour(wider, i, 0)[0] - mirrored) <= 1);  // of 255: sums are rounded
      CHECK(colour(taller, 0, i) == colour(wider, i, 0));
    }
  }
}

TEST_CASE("The same size is the same picture, and no size is refused") {
  const Bitmap picture = gradient(5, 5, true);
  CHECK(distance(resize(picture, 5, 5), picture) == 0);
  CHECK_THROWS_AS(resize(picture, 0, 5), Error);
  CHECK_THROWS_AS(resize(Bitmap(), 5, 5), Error);
}
