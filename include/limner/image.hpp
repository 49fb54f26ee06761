// Pixels to bytes and back: PNG, JPEG and WebP.
#pragma once

#include <limner/asset.hpp>
#include <limner/bitmap.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace limner::image {

enum class ImageFormat { png, jpeg, webp };

std::string_view media_type_of(ImageFormat format);
std::optional<ImageFormat> format_named(std::string_view word);  // "png", "image/png", "jpg"

// What a file's first bytes say, read without decoding a pixel.
struct ImageInfo {
  ImageFormat format;
  int width;  // pixels
  int height;
  bool alpha;  // the format's header says that transparency may be there
};

struct ImageLimits {
  std::uint64_t bytes = 256ull << 20;
  std::uint64_t pixels = 64'000'000;
};

// Nothing for bytes that are no picture we know.
std::optional<ImageInfo> probe(std::span<const std::byte> bytes);

// Refuses by declared size before anything is allocated. Throws
// Error{invalid_input} naming the limit, the value, and what broke.
Bitmap decode(std::span<const std::byte> bytes, const ImageLimits& limits = {});

// Provenance that travels inside a WebP as XMP; empty fields are left out.
struct XmpFields {
  std::string prompt;
  std::string model;
  std::string run_id;
  std::string digital_source_type;  // IPTC NewsCodes name: "trainedAlgorithmicMedia", …
  std::string creator;              // dc:creator
  std::string rights;               // dc:rights
  std::string web_statement;        // xmpRights:WebStatement, a URL
  std::string created;              // RFC 3339
};
std::string xmp_packet(const XmpFields& fields);

struct WebpOptions {
  int quality = 90;  // 0…100, higher is better
  bool lossless = false;
  bool exact = true;     // keep the colour under full transparency
  int method = 4;        // 0 fast … 6 small
  std::string_view xmp;  // a packet, or empty
};

// `level` is zlib effort, 0…9: 3 is a third of the time of 9 for a tenth more bytes.
Bytes encode_png(const Bitmap& bitmap, int level = 3);
Bytes encode_jpeg(const Bitmap& bitmap, int quality = 90);  // composites transparency on white
Bytes encode_webp(const Bitmap& bitmap, const WebpOptions& options);

// Puts `xmp` into a WebP file that is there, or takes its XMP out of it.
Bytes with_xmp(std::span<const std::byte> webp, std::string_view xmp);
std::optional<std::string> xmp_of(std::span<const std::byte> webp);

// Area-averaged down, Catmull-Rom up, in linear light with alpha multiplied in.
Bitmap resize(const Bitmap& bitmap, int width, int height);
Bitmap crop(const Bitmap& bitmap, int x, int y, int width, int height);

}  // namespace limner::image
