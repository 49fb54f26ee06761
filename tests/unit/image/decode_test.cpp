#include "unit/image/crafted_png.hpp"
#include "unit/image/pictures.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::image;
using namespace std::string_literals;
using namespace limner::image::pictures;

TEST_CASE("A format has one media type and is found by several words") {
  CHECK(media_type_of(ImageFormat::jpeg) == "image/jpeg");
  CHECK(format_named("jpg") == ImageFormat::jpeg);
  CHECK(format_named("image/webp") == ImageFormat::webp);
  CHECK(format_named("png") == ImageFormat::png);
  CHECK_FALSE(format_named("gif").has_value());
}

TEST_CASE("The header gives format, size and alpha of all three formats") {
  const Bitmap opaque = gradient(7, 5);
  const Bitmap faded = gradient(7, 5, true);
  for (const Bytes& bytes : {encode_png(opaque), encode_jpeg(opaque), encode_webp(opaque, {})}) {
    const auto info = probe(bytes);
    REQUIRE(info);
    CHECK(info->width == 7);
    CHECK(info->height == 5);
    CHECK_FALSE(info->alpha);
  }
  CHECK(probe(encode_png(faded))->alpha);
  CHECK(probe(encode_webp(faded, {}))->alpha);
  CHECK(probe(encode_webp(faded, {}))->format == ImageFormat::webp);
}

TEST_CASE("Bytes that are not a picture are refused, naming the detected format") {
  CHECK_FALSE(probe(as_bytes("<html>")).has_value());
  CHECK(refusal("") == "the file is empty");
  CHECK(refusal("words") == "the file is not a PNG, JPEG or WebP");
  CHECK(refusal("GIF89a...") == "the file is not a PNG, JPEG or WebP but a GIF");
  CHECK(refusal("\0\0\0\x18"
                "ftypheic\0\0\0\0"s) == "the file is not a PNG, JPEG or WebP but a HEIC");
  CHECK(refusal("\0\0\0\x18"
                "ftypmif1\0\0\0\0"s) == "the file is not a PNG, JPEG or WebP but a HEIC");
  CHECK(refusal("\0\0\0\x18"
                "ftypavif\0\0\0\0"s) == "the file is not a PNG, JPEG or WebP but an AVIF");
  CHECK(refusal("{\"error\":1}") == "the file is not a PNG, JPEG or WebP but JSON");
  CHECK(refusal("\x89PNG\r\n\x1a\n and then nothing").find("header") != std::string::npos);
}

TEST_CASE("A format that cannot be decoded is refused with the way to convert it") {
  const auto help_for = [](std::string_view text) {
    try {
      decode(as_bytes(text));
    } catch (const Error& error) {
      return std::string(error.help());
    }
    return std::string("decoded");
  };
  CHECK(help_for("\0\0\0\x18"
                 "ftypheix\0\0\0\0"s) ==
        "save it as JPEG on the phone, or convert it: heif-convert INPUT.heic OUTPUT.png");
  CHECK(help_for("\0\0\0\x18"
                 "ftypavif\0\0\0\0"s) == "save it as PNG: avifdec INPUT.avif OUTPUT.png");
  CHECK(help_for("GIF89a...").find("magick 'INPUT.gif[0]' OUTPUT.png") != std::string::npos);
  CHECK(help_for("words") == "give a PNG, JPEG or WebP file");
}

TEST_CASE("A picture of too many pixels is refused by its header") {
  const std::string bytes = crafted::png({.width = 50'000, .height = 50'000}, "");
  CHECK(refusal(bytes) ==
        "the picture declares 50000 x 50000 = 2500000000 pixels, the limit is 64000000");
  CHECK(memory_for([&] { refusal(bytes); }) < 8 << 20);
  const std::string huge = crafted::png({.width = 0x7fffffff, .height = 0x7fffffff}, "");
  CHECK(refusal(huge).find("4611686014132420609 pixels") != std::string::npos);
  CHECK(refusal(encode_png(gradient(11, 10)), {.pixels = 109}).find("110 pixels") !=
        std::string::npos);
  CHECK(refusal(encode_png(gradient(11, 10)), {.pixels = 110}).empty());
}

TEST_CASE("A file of too many bytes is refused") {
  std::string bytes = crafted::png({}, std::string(5, '\0'));
  CHECK(refusal(bytes, {.bytes = bytes.size()}).empty());
  CHECK(refusal(bytes, {.bytes = bytes.size() - 1}).find("bytes long, the limit is") !=
        std::string::npos);
}
