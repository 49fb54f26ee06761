#include "unit/image/pictures.hpp"

#include <doctest/doctest.h>
#include <webp/encode.h>
#include <webp/mux.h>

using namespace limner;
using namespace limner::image;
using namespace limner::image::pictures;

namespace {

// Two frames of one colour each.
Bytes animation(const Bitmap& first, const Bitmap& second) {
  WebPAnimEncoderOptions options;
  REQUIRE(WebPAnimEncoderOptionsInit(&options) != 0);
  WebPAnimEncoder* encoder = WebPAnimEncoderNew(first.width, first.height, &options);
  WebPConfig config;
  REQUIRE(WebPConfigInit(&config) != 0);
  config.lossless = 1;
  int at = 0;
  for (const Bitmap* frame : {&first, &second}) {
    WebPPicture picture;
    REQUIRE(WebPPictureInit(&picture) != 0);
    picture.width = frame->width;
    picture.height = frame->height;
    picture.use_argb = 1;
    WebPPictureImportRGBA(&picture, frame->rgba.data(), frame->width * 4);
    REQUIRE(WebPAnimEncoderAdd(encoder, &picture, at, &config) != 0);
    WebPPictureFree(&picture);
    at += 100;
  }
  WebPAnimEncoderAdd(encoder, nullptr, at, nullptr);
  WebPData data{};
  INFO(WebPAnimEncoderGetError(encoder));
  REQUIRE(WebPAnimEncoderAssemble(encoder, &data) != 0);
  WebPAnimEncoderDelete(encoder);
  const auto* bytes = reinterpret_cast<const std::byte*>(data.bytes);
  Bytes file(bytes, bytes + data.size);
  WebPDataClear(&data);
  return file;
}

}  // namespace

TEST_CASE("A lossless WebP brings back every pixel, also under full transparency") {
  const Bitmap picture = gradient(33, 17, true);
  CHECK(distance(decode(encode_webp(picture, {.lossless = true})), picture) == 0);
}

TEST_CASE("A lossy WebP keeps alpha to the last bit [S0.22]") {
  const Bitmap picture = gradient(64, 64, true);
  const Bitmap back = decode(encode_webp(picture, {.quality = 90}));
  bool same_alpha = true;
  for (std::size_t i = 3; i < picture.rgba.size(); i += 4)
    same_alpha = same_alpha && picture.rgba[i] == back.rgba[i];
  CHECK(same_alpha);
}

TEST_CASE("Exact keeps the colour under full transparency, its opposite does not") {
  Bitmap picture = gradient(64, 64);
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 32; ++x) paint(picture, x, y, {200, 30, 30, 0});
  }
  CHECK(colour(decode(encode_webp(picture, {.lossless = true})), 8, 8) == Colour{200, 30, 30, 0});
  CHECK(colour(decode(encode_webp(picture, {.lossless = true, .exact = false})), 8, 8)[0] == 0);
}

TEST_CASE("Less quality makes a smaller WebP [S1.22]") {
  const Bitmap picture = gradient(96, 96);
  const auto size_at = [&](int quality) {
    return encode_webp(picture, {.quality = quality}).size();
  };
  CHECK(size_at(30) < size_at(60));
  CHECK(size_at(60) < size_at(90));
}

TEST_CASE("Settings out of range are refused") {
  CHECK_THROWS_AS(encode_webp(gradient(4, 4), {.quality = 101}), Error);
  CHECK_THROWS_AS(encode_webp(gradient(4, 4), {.method = 7}), Error);
}

TEST_CASE("Of an animation the first frame is taken") {
  const Bitmap red = plain(8, 8, {255, 0, 0, 255});
  const Bytes bytes = animation(red, plain(8, 8, {0, 0, 255, 255}));
  const DecodedImage decoded = decode_with_notices(bytes);
  CHECK(distance(decoded.bitmap, red) == 0);
  REQUIRE(decoded.notices.size() == 1);
  CHECK(decoded.notices.front().code == DecodeNoticeCode::animation_reduced);
  CHECK(decoded.notices.front().message == "it has 2 frames; only the first one is used");
  CHECK(survey_damage(bytes).refused > 0);
}

TEST_CASE("A WebP that is cut off or damaged is refused and never crashes") {
  for (const bool lossless : {false, true}) {
    const Bytes file = encode_webp(gradient(24, 24, true), {.lossless = lossless});
    CHECK(refusal(std::span(file.data(), file.size() / 2)) ==
          "the WebP is broken: it ends too early");
    CHECK(survey_damage(file).refused > 0);
  }
}

TEST_CASE("A picture wider than a WebP can be is refused before it is saved") {
  CHECK_THROWS_WITH_AS(encode_webp(Bitmap(16'384, 1), {}),
                       "16384 x 1 pixels: a WebP holds at most 16383 each way", Error);
}
