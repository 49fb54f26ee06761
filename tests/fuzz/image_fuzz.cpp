// Bytes as a picture: they are decoded or refused, and nothing else happens.
//
// The first byte says what the rest is: a whole file, or changes to a good one,
// each of two bytes for the place and one for the value. A changed PNG gets its
// checksums back; without them no change would pass the door.
#include "unit/image/crafted_jpeg.hpp"
#include "unit/image/crafted_png.hpp"
#include "unit/image/pictures.hpp"

#include <cstdlib>
#include <string>
#include <vector>

using namespace limner;
using namespace std::string_literals;

namespace {

std::string text_of(const Bytes& bytes) {
  return std::string(as_text(bytes));
}

std::vector<std::string> good_files() {
  const Bitmap plain = image::pictures::gradient(24, 20);
  const Bitmap faded = image::pictures::gradient(24, 20, true);
  const auto colour_at = [](int x, int y) { return std::string(3, static_cast<char>(x * y)); };
  const std::string palette =
      image::crafted::chunk("PLTE", "abcdef") + image::crafted::chunk("tRNS", "\x40");
  return {
      text_of(image::encode_png(plain)),
      text_of(image::encode_png(faded)),
      image::crafted::png({.width = 9, .height = 9, .colour_type = 2, .interlaced = true},
                          image::crafted::interlaced_rows(9, colour_at)),
      image::crafted::png({.width = 2, .depth = 8, .colour_type = 3}, "\0\0\1"s, palette),
      image::crafted::png({.depth = 16, .colour_type = 6}, "\0\x11\x99\x22\x99\x33\x99\x44\x99"s),
      text_of(image::encode_jpeg(plain, 80)),
      image::crafted::jpeg(plain, {.progressive = true, .exif = image::crafted::exif(6)}),
      image::crafted::jpeg(plain, {.space = JCS_CMYK}),
      text_of(image::encode_webp(plain, {})),
      text_of(image::with_metadata(image::encode_webp(faded, {}),
                                   {.xmp = image::xmp_packet({.prompt = "a fox"})})
                  .bytes),
      text_of(image::encode_webp(faded, {.lossless = true}))};
}

void mend_checksums(std::string& png) {
  constexpr std::size_t signature = 8;
  for (std::size_t at = signature; at + 12 <= png.size();) {
    const std::size_t length =
        (static_cast<std::size_t>(static_cast<std::uint8_t>(png[at])) << 24) |
        (static_cast<std::size_t>(static_cast<std::uint8_t>(png[at + 1])) << 16) |
        (static_cast<std::size_t>(static_cast<std::uint8_t>(png[at + 2])) << 8) |
        static_cast<std::uint8_t>(png[at + 3]);
    if (length > png.size() - at - 12) return;
    png.replace(at + 8 + length, 4,
                image::crafted::big_endian(image::crafted::crc32(png.substr(at + 4, length + 4))));
    at += length + 12;
  }
}

std::string file_from(std::string_view data) {
  static const std::vector<std::string> files = good_files();
  if (data.empty()) return {};
  const auto choice = static_cast<std::uint8_t>(data.front());
  data.remove_prefix(1);
  if (choice >= files.size()) return std::string(data);
  std::string file = files[choice];
  for (; data.size() >= 3; data.remove_prefix(3)) {
    const std::size_t place = static_cast<std::size_t>(static_cast<std::uint8_t>(data[0])) << 8 |
                              static_cast<std::uint8_t>(data[1]);
    file[place % file.size()] = data[2];
  }
  if (data.size() == 1)
    file.resize(file.size() - file.size() * static_cast<std::uint8_t>(data[0]) / 512);
  if (file.starts_with("\x89PNG")) mend_checksums(file);
  return file;
}

void require(bool holds) {
  if (!holds) std::abort();
}

void decode_it(const std::string& file) {
  const auto info = image::probe(as_bytes(file));
  const Bitmap bitmap = image::decode(as_bytes(file), {.bytes = 1 << 20, .pixels = 1 << 18});
  require(info && info->width == bitmap.width && info->height == bitmap.height);
  require(bitmap.rgba.size() ==
          static_cast<std::size_t>(bitmap.width) * static_cast<std::size_t>(bitmap.height) * 4);
  // In a WebP the word of the header is only a hint.
  require(info->alpha || info->format == image::ImageFormat::webp || !has_transparency(bitmap));
}

void label_it(const std::string& file) {
  image::Metadata metadata = image::metadata_of(as_bytes(file));
  metadata.xmp = image::xmp_packet({.prompt = "a fox"});
  const image::NormalizedImage plain =
      image::normalize(as_bytes(file), {.bytes = 1 << 20, .pixels = 1 << 18});
  const image::LabelledImage labelled = image::with_metadata(plain.bytes, metadata);
  require(image::metadata_of(labelled.bytes).xmp == metadata.xmp);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string file = file_from({reinterpret_cast<const char*>(data), size});
  for (void (*use)(const std::string&) : {decode_it, label_it}) {
    try {
      use(file);
    } catch (const Error& error) {
      require(error.code() == ErrorCode::invalid_input);
    }
  }
  return 0;
}
