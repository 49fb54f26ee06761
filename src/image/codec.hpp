// The interface of the codecs, and reading of binary headers. Internal to image.
#pragma once

#include "image/colour.hpp"

#include <limner/error.hpp>
#include <limner/image.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace limner::image {

using ByteView = std::span<const std::byte>;

// The content of a file as it is stored: neither upright nor converted to sRGB.
struct StoredPixels {
  Bitmap bitmap;
  ColourSpace space;
  int orientation = 1;       // as EXIF numbers it
  std::uint32_t frames = 1;  // of an animation, of which the first is in `bitmap`
};

// One per format. `probe` is absent for an invalid header; `decode` may assume that probe
// succeeded and that the limits were checked.
struct Codec {
  ImageFormat format;
  std::string_view name;        // "PNG"
  std::string_view media_type;  // "image/png"
  bool (*recognises)(ByteView bytes);
  std::optional<ImageInfo> (*probe)(ByteView bytes);
  StoredPixels (*decode)(ByteView bytes, const ImageInfo& info);
  // The same pixels, not encoded again, without metadata, comments and colour description. The
  // file has been decoded before. Throws Error for one that is damaged where decode ignores it.
  Bytes (*strip)(ByteView bytes);
  // All metadata as it is stored. Damaged parts are left out.
  Metadata (*read_metadata)(ByteView bytes);
  // For a file without metadata.
  LabelledImage (*write_metadata)(Bytes bytes, const Metadata& metadata);
  int max_edge;  // pixels; the format's maximum
};

extern const Codec png_codec, jpeg_codec, webp_codec;

// By the signature; nullptr for other formats.
const Codec* codec_of(ByteView bytes);

// The error for a file that has no codec: names its format, if it is known, and the way to
// convert it.
Error not_decodable(ByteView bytes);

// The error for a file whose content contradicts its format.
Error broken(const Codec& codec, std::string_view what);

// Throws Error{invalid_input} for an empty bitmap and for one above max_edge.
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

// Without EXIF, XMP and ICC profile. Throws Error{invalid_input} for a damaged container.
Bytes strip_webp(ByteView bytes);

bool starts_with(ByteView bytes, std::string_view magic);

Metadata read_png_metadata(ByteView bytes);
LabelledImage write_png_metadata(Bytes bytes, const Metadata& metadata);
Metadata read_jpeg_metadata(ByteView bytes);
LabelledImage write_jpeg_metadata(Bytes bytes, const Metadata& metadata);
Metadata read_webp_metadata(ByteView bytes);
LabelledImage write_webp_metadata(Bytes bytes, const Metadata& metadata);

}  // namespace limner::image
