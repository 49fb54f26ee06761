#include "unit/image/crafted_jpeg.hpp"
#include "unit/image/pictures.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace limner;
using namespace limner::image;
using namespace limner::image::pictures;

namespace {

Bitmap soft(int width, int height) {
  Bitmap bitmap(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) paint(bitmap, x, y, {x * 4, y * 4, 128, 255});
  }
  return bitmap;
}

}  // namespace

TEST_CASE("A decoded JPEG is close to the original, closer with higher quality") {
  const Bitmap picture = soft(40, 24);
  const int fine = distance(decode(encode_jpeg(picture, 95)), picture);
  CHECK(fine <= 6);
  CHECK(distance(decode(encode_jpeg(picture, 20)), picture) > fine);
  CHECK(encode_jpeg(picture, 95).size() > encode_jpeg(picture, 20).size());
}

TEST_CASE("A JPEG composites transparent pixels on white") {
  const Bitmap picture = decode(encode_jpeg(plain(16, 16, {255, 0, 0, 0}), 95));
  CHECK(distance(picture, plain(16, 16, {255, 255, 255, 255})) <= 2);
  const Bitmap half = decode(encode_jpeg(plain(16, 16, {0, 0, 0, 128}), 95));
  CHECK(distance(half, plain(16, 16, {127, 127, 127, 255})) <= 2);
}

TEST_CASE("Inks become colours, whether stored inverted or not") {
  const Bitmap inks = plain(16, 16, {255, 128, 255, 255});
  const Bitmap adobe = decode(as_bytes(crafted::jpeg(inks, {.space = JCS_CMYK})));
  CHECK(distance(adobe, plain(16, 16, {255, 128, 255, 255})) <= 3);
  const Bitmap other = decode(as_bytes(crafted::jpeg(inks, {.space = JCS_CMYK, .adobe = false})));
  CHECK(distance(other, plain(16, 16, {0, 0, 0, 255})) <= 3);
}

TEST_CASE("A progressive JPEG is read like any other") {
  const Bitmap picture = soft(40, 24);
  const std::string bytes = crafted::jpeg(picture, {.progressive = true});
  CHECK(distance(decode(as_bytes(bytes)), picture) <= 6);
}

TEST_CASE("A picture held sideways stands upright, and its size is the upright one") {
  const Bitmap picture = soft(40, 24);
  for (const bool little_endian : {false, true}) {
    const std::string bytes = crafted::jpeg(picture, {.exif = crafted::exif(6, little_endian)});
    CHECK(probe(as_bytes(bytes))->width == 24);
    CHECK(probe(as_bytes(bytes))->height == 40);
    const Bitmap upright = decode(as_bytes(bytes));
    REQUIRE(upright.width == 24);
    // The camera's upper left is at the upper right.
    CHECK(std::abs(colour(upright, 23, 0)[0] - colour(picture, 0, 0)[0]) <= 6);
    CHECK(std::abs(colour(upright, 23, 39)[0] - colour(picture, 39, 0)[0]) <= 6);
  }
}

TEST_CASE("A segment with a length below 2 has no data, as libjpeg reads it") {
  const Bitmap picture = soft(40, 24);
  std::string file = crafted::jpeg(picture, {.exif = crafted::exif(6)});
  const std::string_view tables = "\xff\xdb";
  for (const std::string_view length : {std::string_view{"\0\0", 2}, std::string_view{"\0\1", 2}}) {
    for (const std::string_view behind : {"", "the text of the comment"}) {
      std::string damaged = file;
      damaged.insert(file.find(tables), fmt::format("\xff\xfe{}{}", length, behind));
      REQUIRE(probe(as_bytes(damaged)));
      CHECK(distance(decode(as_bytes(damaged)), decode(as_bytes(file))) == 0);
      CHECK(metadata_of(as_bytes(damaged)).comments.empty());
    }
  }
  file.insert(file.find(tables), "\xff\xfe\xff\xff");  // a comment longer than the file
  CHECK(refusal(file).find("the JPEG is broken") == 0);
}

TEST_CASE("A scan that is repeated endlessly is refused") {
  const std::string file = crafted::jpeg(soft(16, 16), {.progressive = true});
  const auto scan = file.find("\xff\xda");
  auto end = file.find('\xff', scan + 2);
  while (file[end + 1] == '\0') end = file.find('\xff', end + 2);
  const std::string first = file.substr(scan, end - scan);
  const auto repeated = [&](int times) {
    std::string bytes = file.substr(0, end);
    for (int i = 0; i < times; ++i) bytes += first;
    return bytes + file.substr(end);
  };
  CHECK(refusal(repeated(2)).empty());
  CHECK(refusal(repeated(1000)).find("the JPEG is broken") == 0);
}

TEST_CASE("A JPEG that is cut off or damaged is refused and never crashes") {
  for (const bool progressive : {false, true}) {
    const std::string file =
        crafted::jpeg(gradient(24, 24), {.progressive = progressive, .exif = crafted::exif(3)});
    CHECK(refusal(file.substr(0, file.size() / 2)).find("the JPEG is broken") == 0);
    CHECK(refusal(file.substr(0, file.size() - 40)).find("the JPEG is broken") == 0);
    CHECK(refusal(file.substr(0, file.size() - 40) + "\xff\xd9").find("the JPEG is broken") == 0);
    CHECK(survey_damage(as_bytes(file)).refused > 100);
  }
}

TEST_CASE("A picture wider than a JPEG can be is refused before it is saved") {
  CHECK_THROWS_WITH_AS(encode_jpeg(Bitmap(65'501, 1)),
                       "65501 x 1 pixels: a JPEG holds at most 65500 each way", Error);
}
