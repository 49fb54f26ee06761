#include "unit/image/pictures.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace limner;
using namespace limner::image;
using namespace limner::image::pictures;

TEST_CASE("A rectangle is cut out pixel by pixel") {
  const Bitmap picture = gradient(10, 8, true);
  const Bitmap cut = crop(picture, 3, 2, 4, 5);
  CHECK(cut.width == 4);
  CHECK(cut.height == 5);
  CHECK(colour(cut, 0, 0) == colour(picture, 3, 2));
  CHECK(colour(cut, 3, 4) == colour(picture, 6, 6));
}

TEST_CASE("A rectangle that reaches outside is refused") {
  const Bitmap picture = gradient(10, 8);
  constexpr int most = std::numeric_limits<int>::max();
  CHECK_THROWS_AS(crop(picture, 7, 0, 4, 4), Error);
  CHECK_THROWS_AS(crop(picture, -1, 0, 4, 4), Error);
  CHECK_THROWS_AS(crop(picture, 0, 5, 4, 4), Error);
  CHECK_THROWS_AS(crop(picture, 0, 0, 0, 4), Error);
  CHECK_THROWS_AS(crop(picture, most, most, most, most), Error);
}
