// What each format's file offers to the rest of the module.
#pragma once

#include <limner/error.hpp>
#include <limner/image.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace limner::image {

using ByteView = std::span<const std::byte>;

// One row for each format. `probe` gives nothing when the header is broken;
// `decode` may rely on a header that probe has read and limits that were kept.
struct Codec {
  ImageFormat format;
  std::string_view name;        // "PNG"
  std::string_view media_type;  // "image/png"
  bool (*recognises)(ByteView bytes);
  std::optional<ImageInfo> (*probe)(ByteView bytes);
  Bitmap (*decode)(ByteView bytes, const ImageInfo& info);
  int max_edge;  // pixels; what the format can hold
};

extern const Codec png_codec, jpeg_codec, webp_codec;

// By what the first bytes are; nothing for none of ours.
const Codec* codec_of(ByteView bytes);

// The error for a file whose content contradicts its format.
Error broken(const Codec& codec, std::string_view what);

// Refuses an empty bitmap and one that the format cannot hold.
void check_encodable(const Codec& codec, const Bitmap& bitmap);

inline std::uint32_t byte_at(ByteView bytes, std::size_t at) {
  return std::to_integer<std::uint32_t>(bytes[at]);
}
inline std::uint32_t big_endian_16(ByteView bytes, std::size_t at) {
  return byte_at(bytes, at) << 8 | byte_at(bytes, at + 1);
}
inline std::uint32_t big_endian_32(ByteView bytes, std::size_t at) {
  return big_endian_16(bytes, at) << 16 | big_endian_16(bytes, at + 2);
}
inline const std::uint8_t* raw(ByteView bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

bool starts_with(ByteView bytes, std::string_view magic);

}  // namespace limner::image
