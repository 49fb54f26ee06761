// The chunks of a PNG: those that libpng reads, and those that are read here.
#pragma once

#include "image/codec.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace limner::image {

inline constexpr std::string_view png_signature = "\x89PNG\r\n\x1a\n";

// What chunks other than the pixels' say about a picture.
struct PngProperties {
  bool transparent_colours = false;  // tRNS before the pixels
  int orientation = 1;               // eXIf
  std::uint32_t frames = 1;          // acTL of an animated PNG
  // cICP: primaries, transfer function, matrix, full range, numbered by ITU-T H.273.
  std::optional<std::array<std::uint8_t, 4>> cicp;
};

// For bytes with a PNG signature; damaged chunks are skipped.
PngProperties png_properties(ByteView bytes);

// In order, for bytes with a PNG signature; the last one may be cut off.
void for_each_chunk(ByteView bytes,
                    const std::function<void(std::string_view type, ByteView data)>& visit);

// Without the chunks that are neither pixels nor transparency, and without what follows the end.
Bytes strip_png(ByteView bytes);

// The colour space of a cICP chunk. `unsupported` is set for HDR transfer functions and others
// that cannot be converted.
ColourSpace space_of_cicp(const std::array<std::uint8_t, 4>& cicp);

// The bytes for libpng: the chunks of pixels and their colours. Others are skipped, because
// compressed texts of a few bytes may inflate to gigabytes.
class PixelChunks {
 public:
  explicit PixelChunks(ByteView bytes);

  // False when fewer than `length` bytes are left.
  bool read(std::byte* to, std::size_t length);

 private:
  void add(ByteView part);

  std::vector<ByteView> parts_;
  std::size_t part_ = 0;
  std::size_t offset_ = 0;
};

}  // namespace limner::image
