#include "image/orientation.hpp"

#include "unit/image/crafted_jpeg.hpp"
#include "unit/image/pictures.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::image;
using namespace limner::image::pictures;
using namespace std::string_literals;

namespace {

// A file of 2 by 3 pixels, numbered by rows, as seen upright: again by rows.
std::string seen(int orientation) {
  Bitmap file(2, 3);
  for (int i = 0; i < 6; ++i) paint(file, i % 2, i / 2, {i, 0, 0, 255});
  const Bitmap upright = apply_orientation(file, orientation);
  std::string numbers;
  for (int y = 0; y < upright.height; ++y) {
    for (int x = 0; x < upright.width; ++x) numbers += std::to_string(colour(upright, x, y)[0]);
    numbers += ' ';
  }
  return numbers;
}

}  // namespace

TEST_CASE("Each of the eight orientations is turned upright") {
  CHECK(seen(1) == "01 23 45 ");
  CHECK(seen(2) == "10 32 54 ");
  CHECK(seen(3) == "54 32 10 ");
  CHECK(seen(4) == "45 23 01 ");
  CHECK(seen(5) == "024 135 ");
  CHECK(seen(6) == "420 531 ");
  CHECK(seen(7) == "531 420 ");
  CHECK(seen(8) == "135 024 ");
}

TEST_CASE("The orientation is read in either order of bytes, and is 1 when in doubt") {
  CHECK(orientation_of(as_bytes(crafted::exif(8))) == 8);
  CHECK(orientation_of(as_bytes(crafted::exif(8, true))) == 8);
  CHECK(orientation_of(as_bytes(crafted::exif(9))) == 1);
  CHECK(orientation_of(as_bytes(crafted::exif(8).substr(0, 12))) == 1);
  CHECK(orientation_of(as_bytes("MM\0*\xff\xff\xff\xff"s)) == 1);
  CHECK(orientation_of(as_bytes("")) == 1);
}
