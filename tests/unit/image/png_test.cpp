#include "unit/image/crafted_png.hpp"
#include "unit/image/pictures.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::image;
using namespace limner::image::pictures;
using namespace std::string_literals;

namespace {

Bitmap decoded(const std::string& bytes) {
  return decode(as_bytes(bytes));
}

}  // namespace

TEST_CASE("A PNG brings back the pixels that went in, with alpha and without") {
  for (const bool alpha : {false, true}) {
    const Bitmap picture = gradient(33, 17, alpha);
    for (const int level : {0, 3, 9})
      CHECK(distance(decode(encode_png(picture, level)), picture) == 0);
    CHECK(probe(encode_png(picture))->alpha == alpha);
  }
  const Bitmap drawing = plain(64, 64, {250, 200, 10, 255});
  CHECK(distance(decode(encode_png(drawing)), drawing) == 0);
}

TEST_CASE("The colour under full transparency survives a PNG") {
  const Bitmap picture = plain(3, 3, {12, 34, 56, 0});
  CHECK(colour(decode(encode_png(picture)), 1, 1) == Colour{12, 34, 56, 0});
}

TEST_CASE("Gray of one, two, four and sixteen bits is spread over eight") {
  CHECK(colour(decoded(crafted::png({.width = 2, .depth = 1, .colour_type = 0}, "\0\x40"s)), 1,
               0) == Colour{255, 255, 255, 255});
  CHECK(colour(decoded(crafted::png({.width = 2, .depth = 2, .colour_type = 0}, "\0\x10"s)), 1,
               0) == Colour{85, 85, 85, 255});
  CHECK(colour(decoded(crafted::png({.width = 2, .depth = 4, .colour_type = 0}, "\0\x0a"s)), 1,
               0) == Colour{170, 170, 170, 255});
  CHECK(colour(decoded(crafted::png({.depth = 16, .colour_type = 0}, "\0\x7f\xff"s)), 0, 0) ==
        Colour{127, 127, 127, 255});
}

TEST_CASE("A palette and its transparent colours are looked up") {
  const std::string extra =
      crafted::chunk("PLTE", "\x01\x02\x03\x0a\x0b\x0c") + crafted::chunk("tRNS", "\x40");
  const std::string bytes =
      crafted::png({.width = 2, .depth = 8, .colour_type = 3}, "\0\0\1"s, extra);
  CHECK(probe(as_bytes(bytes))->alpha);
  const Bitmap bitmap = decoded(bytes);
  CHECK(colour(bitmap, 0, 0) == Colour{1, 2, 3, 0x40});
  CHECK(colour(bitmap, 1, 0) == Colour{10, 11, 12, 255});
}

TEST_CASE("A gray level that is declared transparent is transparent") {
  const std::string bytes = crafted::png({.width = 2, .colour_type = 0}, "\0\x09\x0a"s,
                                         crafted::chunk("tRNS", "\0\x09"s));
  CHECK(colour(decoded(bytes), 0, 0)[3] == 0);
  CHECK(colour(decoded(bytes), 1, 0)[3] == 255);
}

TEST_CASE("Sixteen bits a channel and alpha are rounded to eight") {
  const std::string bytes =
      crafted::png({.depth = 16, .colour_type = 6}, "\0\x11\x99\x22\x99\x33\x99\x44\x99"s);
  CHECK(colour(decoded(bytes), 0, 0) == Colour{0x12, 0x22, 0x33, 0x44});
}

TEST_CASE("An interlaced PNG is put together again") {
  const auto colour_at = [](int x, int y) {
    return std::string{static_cast<char>(x), static_cast<char>(y), static_cast<char>(x * y)};
  };
  const std::string bytes =
      crafted::png({.width = 9, .height = 9, .colour_type = 2, .interlaced = true},
                   crafted::interlaced_rows(9, colour_at));
  const Bitmap bitmap = decoded(bytes);
  CHECK(colour(bitmap, 8, 7) == Colour{8, 7, 56, 255});
  CHECK(colour(bitmap, 3, 6) == Colour{3, 6, 18, 255});
}

TEST_CASE("Texts and profiles are not unpacked, whatever they hold") {
  const std::string bomb = crafted::packed_run(64 << 20);
  const std::string extra = crafted::chunk("zTXt", "k\0\0"s + bomb) +
                            crafted::chunk("iTXt", "k\0\1\0\0\0"s + bomb) +
                            crafted::chunk("iCCP", "k\0\0"s + bomb) + crafted::chunk("eXIf", "?");
  CHECK(refusal(crafted::png({}, "\0\1\2\3\4"s, extra)).empty());
  CHECK(colour(decoded(crafted::png({}, "\0\1\2\3\4"s, extra)), 0, 0) == Colour{1, 2, 3, 4});
}

TEST_CASE("Many texts that unpack a little each take no memory") {
  std::string extra;
  const std::string text = crafted::chunk("zTXt", "k\0\0"s + crafted::packed_run(7 << 20, 'a'));
  for (int i = 0; i < 30; ++i) extra += text;
  const std::string bytes = crafted::png({}, "\0\1\2\3\4"s, extra);
  CHECK(memory_for([&] { CHECK(refusal(bytes).empty()); }) < 20 << 20);
}

TEST_CASE("Data after the last row is left packed") {
  const std::string bytes = crafted::start({}) +
                            crafted::chunk("IDAT", crafted::packed_run(std::size_t{512} << 20)) +
                            crafted::chunk("IDAT", "more") + crafted::chunk("IEND", "");
  CHECK(colour(decoded(bytes), 0, 0) == Colour{0, 0, 0, 0});
}

TEST_CASE("A PNG that is cut off or damaged is refused and never crashes") {
  const Bytes file = encode_png(gradient(8, 8, true));
  const std::span half(file.data(), file.size() / 2);
  CHECK(refusal(half) == "the PNG is broken: it ends too early");
  const PixelStatistics statistics = survey_damage(file);
  CHECK(statistics.refused > statistics.taken);
}

TEST_CASE("An unknown critical chunk is refused") {
  CHECK(
      refusal(crafted::png({}, "\0\1\2\3\4"s, crafted::chunk("CgBI", "\1\2\3\4"))).find("broken") !=
      std::string::npos);
}

TEST_CASE("A picture without pixels cannot be saved") {
  CHECK_THROWS_AS(encode_png(Bitmap()), Error);
  CHECK_THROWS_AS(encode_jpeg(Bitmap()), Error);
  CHECK_THROWS_AS(encode_webp(Bitmap(), {}), Error);
}
