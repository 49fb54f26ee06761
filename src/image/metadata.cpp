// Metadata that stays true when a picture is decoded and encoded again.
#include "image/codec.hpp"
#include "image/exif.hpp"
#include "image/png_chunks.hpp"

#include <utility>

namespace limner::image {

namespace {

const Codec& known_codec(ByteView file) {
  const Codec* codec = codec_of(file);
  if (codec) return *codec;
  throw not_decodable(file);
}

// Sets the property tiff:Orientation, as an attribute or an element, to 1.
void make_xmp_upright(std::string& xmp) {
  constexpr std::string_view name = "tiff:Orientation";
  for (std::size_t at = xmp.find(name); at != std::string::npos; at = xmp.find(name, at)) {
    at += name.size();
    const std::size_t digit = xmp.find_first_not_of("=\"'> \t\r\n", at);
    const bool is_value = digit != std::string::npos && xmp[digit] >= '1' && xmp[digit] <= '8';
    if (is_value) xmp[digit] = '1';
  }
}

// A PNG with cICP is converted by that, whatever its profile.
bool is_converted_by_cicp(const Codec& codec, ByteView file) {
  return codec.format == ImageFormat::png && png_properties(file).cicp.has_value();
}

}  // namespace

Metadata metadata_of(ByteView file) {
  const Codec& codec = known_codec(file);
  Metadata metadata = codec.read_metadata(file);
  if (!metadata.exif.empty()) metadata.exif = upright_exif(std::move(metadata.exif));
  make_xmp_upright(metadata.xmp);
  if (is_converted_by_cicp(codec, file) || !is_srgb_profile(metadata.icc)) metadata.icc.clear();
  return metadata;
}

LabelledImage with_metadata(Bytes file, const Metadata& metadata) {
  const bool is_empty = metadata.exif.empty() && metadata.xmp.empty() && metadata.icc.empty() &&
                        metadata.comments.empty();
  if (is_empty) return {std::move(file), {}};
  return known_codec(file).write_metadata(std::move(file), metadata);
}

}  // namespace limner::image
