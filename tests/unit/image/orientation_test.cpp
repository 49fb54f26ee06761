#include "image/orientation.hpp"

#include "unit/image/crafted_jpeg.hpp"
#include "unit/image/crafted_png.hpp"
#include "unit/image/pictures.hpp"

#include <doctest/doctest.h>
#include <webp/mux.h>

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

TEST_CASE("PNG and WebP are turned upright by their EXIF as JPEG is") {
  const std::string rows = "\0\x01\x02\0\x03\x04\0\x05\x06"s;  // gray, 2 x 3
  const std::string exif = crafted::chunk("eXIf", crafted::exif(6));
  const crafted::Header header{.width = 2, .height = 3, .depth = 8, .colour_type = 0};
  const std::string before = crafted::png(header, rows, exif);
  const std::string after = crafted::start(header) + crafted::chunk("IDAT", crafted::stored(rows)) +
                            exif + crafted::chunk("IEND", "");
  for (const std::string& png : {before, after}) {
    CHECK(probe(as_bytes(png))->width == 3);
    CHECK(probe(as_bytes(png))->height == 2);
    const Bitmap upright = decode(as_bytes(png));
    REQUIRE(upright.width == 3);
    CHECK(colour(upright, 0, 0)[0] == 5);
    CHECK(colour(upright, 2, 1)[0] == 2);
  }

  const Bytes webp = encode_webp(gradient(4, 2), {.lossless = true});
  for (const std::string& content : {crafted::exif(6), "Exif\0\0"s + crafted::exif(6)}) {
    const WebPData file{reinterpret_cast<const std::uint8_t*>(webp.data()), webp.size()};
    const WebPData chunk{reinterpret_cast<const std::uint8_t*>(content.data()), content.size()};
    WebPMux* mux = WebPMuxCreate(&file, 0);
    WebPMuxSetChunk(mux, "EXIF", &chunk, 0);
    WebPData assembled{};
    WebPMuxAssemble(mux, &assembled);
    const std::span bytes(reinterpret_cast<const std::byte*>(assembled.bytes), assembled.size);
    CHECK(probe(bytes)->width == 2);
    CHECK(distance(decode(bytes), apply_orientation(gradient(4, 2), 6)) == 0);
    WebPDataClear(&assembled);
    WebPMuxDelete(mux);
  }
}
