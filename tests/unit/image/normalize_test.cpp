#include "unit/image/crafted_icc.hpp"
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

std::string as_string(const Bytes& bytes) {
  return std::string(as_text(bytes));
}

bool contains(const Bytes& bytes, std::string_view text) {
  return as_text(bytes).find(text) != std::string_view::npos;
}

}  // namespace

TEST_CASE("A picture that is upright and sRGB keeps its pixels and loses its metadata") {
  const Bitmap picture = gradient(24, 16);
  const std::string exif = crafted::exif(1) + "GPS: 46.9480, 7.4474";

  const Bytes clean_png = encode_png(picture);
  std::string png = as_string(clean_png);
  const std::size_t after_header = 33;
  png.insert(after_header, crafted::chunk("eXIf", exif) + crafted::chunk("tEXt", "Comment\0mine"s));
  png += "GPS behind the end";
  CHECK(as_string(normalize(as_bytes(png)).bytes) == as_string(clean_png));

  const std::string jpeg = crafted::jpeg(picture, {.exif = exif, .icc = {}}) + "GPS behind the end";
  const Bytes stripped = normalize(as_bytes(jpeg)).bytes;
  CHECK_FALSE(contains(stripped, "GPS"));
  CHECK_FALSE(contains(stripped, "Exif"));
  CHECK(distance(decode(stripped), decode(as_bytes(jpeg))) == 0);

  const Bytes clean_webp = encode_webp(picture, {.quality = 80});
  const Bytes webp = with_metadata(clean_webp, {.xmp = "GPS"}).bytes;
  CHECK_FALSE(contains(normalize(webp).bytes, "GPS"));
  CHECK(distance(decode(normalize(webp).bytes), decode(clean_webp)) == 0);
}

TEST_CASE("A picture that is turned or has a profile is encoded again, upright and in sRGB") {
  const Bitmap picture = gradient(24, 16);
  const std::string profile = crafted::rgb_profile(crafted::adobe_rgb, "Adobe RGB");
  const std::string jpeg = crafted::jpeg(picture, {.exif = crafted::exif(6), .icc = profile});
  const NormalizedImage normalized = normalize(as_bytes(jpeg));
  const auto info = probe(normalized.bytes);
  REQUIRE(info);
  CHECK(info->format == ImageFormat::jpeg);
  CHECK(info->width == 16);
  CHECK_FALSE(contains(normalized.bytes, "Exif"));
  CHECK_FALSE(contains(normalized.bytes, "ICC_PROFILE"));
  CHECK(distance(decode(normalized.bytes), decode(as_bytes(jpeg))) < 20);
  REQUIRE(normalized.notices.size() == 1);
  CHECK(normalized.notices.front().code == DecodeNoticeCode::profile_converted);
}

TEST_CASE("A mask takes the same turns as its picture") {
  const std::string rows = "\0\x01\x02\0\x03\x04\0\x05\x06"s;
  const std::string png = crafted::png({.width = 2, .height = 3, .depth = 8, .colour_type = 0},
                                       rows, crafted::chunk("eXIf", crafted::exif(6)));
  const Bitmap sent = decode(normalize(as_bytes(png)).bytes);
  CHECK(sent.width == 3);
  CHECK(distance(sent, decode(as_bytes(png))) == 0);
}

TEST_CASE("A picture that is cut off is not normalized") {
  const Bytes png = encode_png(gradient(24, 16));
  CHECK_THROWS_AS(normalize(std::span(png).first(png.size() / 2)), Error);
}

TEST_CASE("A file that is damaged behind its pixels is encoded again") {
  const Bitmap picture = gradient(24, 16);
  std::string webp = as_string(encode_webp(picture, {.lossless = true}));
  webp += "XMP \xff\xff\0\0GPS"s + "\0"s;  // longer than the file
  webp[4] = static_cast<char>((webp.size() - 8) & 0xff);
  webp[5] = static_cast<char>((webp.size() - 8) >> 8);
  REQUIRE(distance(decode(as_bytes(webp)), picture) == 0);
  const Bytes sent = normalize(as_bytes(webp)).bytes;
  CHECK(distance(decode(sent), picture) == 0);
  CHECK_FALSE(contains(sent, "GPS"));
}
