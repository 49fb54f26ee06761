#include "unit/image/crafted_icc.hpp"
#include "unit/image/crafted_jpeg.hpp"
#include "unit/image/pictures.hpp"

#include <doctest/doctest.h>
#include <webp/mux.h>

#include <cmath>
#include <cstdlib>

using namespace limner;
using namespace limner::image;
using namespace limner::image::pictures;
using namespace std::string_literals;

namespace {

constexpr int colours_per_axis = 6;
constexpr int colours_in_all = colours_per_axis * colours_per_axis * colours_per_axis;

std::array<int, 3> colour_number(int i) {
  constexpr int distance_of_levels = 255 / (colours_per_axis - 1);
  return {i % colours_per_axis * distance_of_levels,
          i / colours_per_axis % colours_per_axis * distance_of_levels,
          i / colours_per_axis / colours_per_axis * distance_of_levels};
}

// One row with every colour of the grid, as the rows of a PNG.
std::string grid_row() {
  std::string row(1, '\0');
  for (int i = 0; i < colours_in_all; ++i) {
    for (const int level : colour_number(i)) row += static_cast<char>(level);
  }
  return row;
}

Bitmap grid_bitmap() {
  Bitmap bitmap(colours_in_all, 1);
  for (int i = 0; i < colours_in_all; ++i) {
    const auto [red, green, blue] = colour_number(i);
    paint(bitmap, i, 0, {red, green, blue, 255});
  }
  return bitmap;
}

std::string grid_png(std::string_view chunks) {
  return crafted::png({.width = colours_in_all, .height = 1, .depth = 8, .colour_type = 2},
                      grid_row(), chunks);
}

std::string icc_chunk(const std::string& profile) {
  return crafted::chunk("iCCP", "p\0\0"s + crafted::stored(profile));
}

// The largest difference, in codes, between a decoded grid and what the definition gives.
double deviation(const Bitmap& grid, const crafted::RgbSpace& space) {
  double most = 0;
  for (int i = 0; i < colours_in_all; ++i) {
    const auto expected = crafted::as_srgb(space, colour_number(i));
    for (std::size_t c = 0; c < 3; ++c)
      most = std::max(most, std::abs(expected[c] - grid.at(i, 0)[c]));
  }
  return most;
}

std::string notices_of(const DecodedImage& decoded) {
  std::string text;
  for (const DecodeNotice& notice : decoded.notices)
    text += fmt::format("{}: {}\n", to_string(notice.code), notice.message);
  return text;
}

std::string with_chunk(const Bytes& webp, const char* name, const std::string& content) {
  const WebPData file{reinterpret_cast<const std::uint8_t*>(webp.data()), webp.size()};
  const WebPData chunk{reinterpret_cast<const std::uint8_t*>(content.data()), content.size()};
  WebPMux* mux = WebPMuxCreate(&file, 0);
  WebPMuxSetChunk(mux, name, &chunk, 0);
  WebPData assembled{};
  WebPMuxAssemble(mux, &assembled);
  std::string bytes(reinterpret_cast<const char*>(assembled.bytes), assembled.size);
  WebPDataClear(&assembled);
  WebPMuxDelete(mux);
  return bytes;
}

std::string gamma_chunk(double gamma) {
  return crafted::chunk("gAMA", crafted::big_endian(static_cast<std::uint32_t>(gamma * 100'000)));
}

}  // namespace

TEST_CASE("Wide RGB profiles are converted to sRGB, within the rounding of eight bits") {
  for (const auto& [space, title] :
       {std::pair{crafted::adobe_rgb, "Adobe RGB"}, std::pair{crafted::pro_photo, "ProPhoto"},
        std::pair{crafted::p3_gamma, "Display P3"}}) {
    const char* name = title;
    INFO(name);
    const std::string profile = crafted::rgb_profile(space, name);
    const std::string converted =
        fmt::format("profile_converted: its colours were converted from {} to sRGB\n", name);
    const DecodedImage png = decode_with_notices(as_bytes(grid_png(icc_chunk(profile))));
    CHECK(deviation(png.bitmap, space) < 1.5);
    CHECK(notices_of(png) == converted);

    const std::string webp =
        with_chunk(encode_webp(grid_bitmap(), {.lossless = true}), "ICCP", profile);
    const DecodedImage from_webp = decode_with_notices(as_bytes(webp));
    CHECK(distance(from_webp.bitmap, png.bitmap) == 0);
    CHECK(notices_of(from_webp) == converted);
  }
}

TEST_CASE("The profile of a JPEG is found, also in several segments") {
  std::string profile = crafted::rgb_profile(crafted::adobe_rgb, "Adobe RGB");
  profile.resize(100'000, '\0');  // longer than one segment
  const std::string size = crafted::big_endian(static_cast<std::uint32_t>(profile.size()));
  profile.replace(0, size.size(), size);
  const Bitmap green = plain(16, 16, {60, 200, 60, 255});
  const DecodedImage decoded =
      decode_with_notices(as_bytes(crafted::jpeg(green, {.exif = {}, .icc = profile})));
  CHECK(notices_of(decoded) ==
        "profile_converted: its colours were converted from Adobe RGB to sRGB\n");
  const auto expected = crafted::as_srgb(crafted::adobe_rgb, {60, 200, 60});
  for (std::size_t c = 0; c < 3; ++c) CHECK(std::abs(decoded.bitmap.at(8, 8)[c] - expected[c]) < 3);
}

TEST_CASE("A profile that is sRGB in effect changes no pixel and is not reported") {
  const std::string srgb_like = crafted::chunk("cICP", "\x01\x0d\0\x01"s);
  for (const std::string& chunks :
       {""s, srgb_like, crafted::chunk("sRGB", "\0"s), gamma_chunk(0.45455), gamma_chunk(0.47)}) {
    const DecodedImage decoded = decode_with_notices(as_bytes(grid_png(chunks)));
    CHECK(distance(decoded.bitmap, grid_bitmap()) == 0);
    CHECK(notices_of(decoded).empty());
  }
}

TEST_CASE("cICP, gAMA and cHRM of a PNG are honoured, in the order of the specification") {
  const std::string p3 = crafted::chunk("cICP", "\x0c\x04\0\x01"s);  // with gamma 2.2
  const DecodedImage decoded = decode_with_notices(as_bytes(grid_png(p3 + gamma_chunk(1))));
  CHECK(deviation(decoded.bitmap, crafted::p3_gamma) < 1.5);
  CHECK(notices_of(decoded) ==
        "profile_converted: its colours were converted from its own primaries to sRGB\n");

  const Bitmap linear = decode(as_bytes(grid_png(gamma_chunk(1))));
  CHECK(linear.at(1, 0)[0] == std::lround(crafted::encode_srgb(51 / 255.0)));
  const Bitmap marked = decode(as_bytes(grid_png(crafted::chunk("sRGB", "\0"s) + gamma_chunk(1))));
  CHECK(distance(marked, grid_bitmap()) == 0);
}

TEST_CASE("Alpha is kept by a conversion") {
  const Bitmap faded = gradient(32, 8, true);
  const std::string webp = with_chunk(encode_webp(faded, {.lossless = true}), "ICCP",
                                      crafted::rgb_profile(crafted::pro_photo, "ProPhoto"));
  const Bitmap decoded = decode(as_bytes(webp));
  bool same = true;
  for (std::size_t i = 3; i < faded.rgba.size(); i += 4)
    same = same && faded.rgba[i] == decoded.rgba[i];
  CHECK(same);
  CHECK(distance(decoded, faded) > 5);
}

TEST_CASE("Gray profiles and CMYK profiles are converted") {
  const std::string gray = crafted::png({.width = 3, .height = 1, .depth = 8, .colour_type = 0},
                                        "\0\x00\x80\xff"s, icc_chunk(crafted::gray_profile(1)));
  const Bitmap light = decode(as_bytes(gray));
  CHECK(light.at(1, 0)[1] == std::lround(crafted::encode_srgb(128 / 255.0)));
  std::string levels = "\0"s;
  for (int level = 0; level < 256; ++level) levels += static_cast<char>(level);
  const Bitmap all =
      decode(as_bytes(crafted::png({.width = 256, .height = 1, .depth = 8, .colour_type = 0},
                                   levels, icc_chunk(crafted::gray_profile(1)))));
  for (int level = 0; level < 256; ++level) {
    CAPTURE(level);
    CHECK(std::abs(all.at(level, 0)[1] - std::lround(crafted::encode_srgb(level / 255.0))) <= 1);
  }
  CHECK(colour(light, 2, 0) == Colour{255, 255, 255, 255});

  for (const bool adobe : {true, false}) {
    const int none = adobe ? 255 : 0;  // Adobe stores ink inverted
    const Bitmap cyan = plain(8, 8, {255 - none, none, none, none});
    const std::string plain_ink =
        crafted::jpeg(cyan, {.space = JCS_CMYK, .adobe = adobe, .exif = {}, .icc = {}});
    CHECK(colour(decode(as_bytes(plain_ink)), 4, 4) == Colour{0, 255, 255, 255});
    const std::string gray_ink = crafted::jpeg(
        cyan, {.space = JCS_CMYK, .adobe = adobe, .exif = {}, .icc = crafted::cmyk_profile()});
    const DecodedImage decoded = decode_with_notices(as_bytes(gray_ink));
    CHECK(colour(decoded.bitmap, 4, 4) == Colour{0, 0, 0, 255});
    CHECK(notices_of(decoded) ==
          "profile_converted: its colours were converted from Gray inks to sRGB\n");
  }
}

TEST_CASE("A profile that cannot be used is reported, and the pixels are taken as sRGB") {
  const auto outcome = [](const std::string& chunks) {
    const DecodedImage decoded = decode_with_notices(as_bytes(grid_png(chunks)));
    CHECK(distance(decoded.bitmap, grid_bitmap()) == 0);
    return notices_of(decoded);
  };
  CHECK(outcome(crafted::chunk("cICP", "\x09\x10\0\x01"s)) ==
        "profile_unusable: its colour profile cannot be used (HDR with the PQ transfer function is "
        "not supported): colours are taken as sRGB\n");
  const std::string webp =
      with_chunk(encode_webp(grid_bitmap(), {.lossless = true}), "ICCP", "not a profile");
  const DecodedImage damaged = decode_with_notices(as_bytes(webp));
  CHECK(notices_of(damaged) == "profile_unusable: its colour profile cannot be used (it is "
                               "damaged): colours are taken as sRGB\n");
  const std::string mismatch =
      with_chunk(encode_webp(grid_bitmap(), {.lossless = true}), "ICCP", crafted::cmyk_profile());
  CHECK(notices_of(decode_with_notices(as_bytes(mismatch))) ==
        "profile_unusable: its colour profile cannot be used (it is for CMYK, the pixels are RGB): "
        "colours are taken as sRGB\n");
}

TEST_CASE("A damaged profile never crashes") {
  const std::string profile = crafted::rgb_profile(crafted::adobe_rgb, "Adobe RGB");
  const Bytes picture = encode_webp(plain(2, 2, {10, 200, 30, 255}), {.lossless = true});
  for (std::size_t at = 0; at < profile.size(); ++at) {
    std::string damaged = profile;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x80);
    CHECK(decode(as_bytes(with_chunk(picture, "ICCP", damaged))).width == 2);
  }
}

TEST_CASE("A profile of a PNG that inflates to gigabytes is not unpacked") {
  const std::string bomb =
      crafted::chunk("iCCP", "p\0\0"s + crafted::packed_run(std::size_t{1} << 28));
  CHECK(memory_for([&] { decode(as_bytes(grid_png(bomb))); }) < 16 << 20);
}
