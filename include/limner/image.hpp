// Encoding, decoding and transforming pictures: PNG, JPEG and WebP.
//
// All functions may be called from several threads at once. Apart from the Errors named below
// they throw std::bad_alloc, and std::runtime_error when a codec library fails.
#pragma once

#include <limner/asset.hpp>
#include <limner/bitmap.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner::image {

enum class ImageFormat { png, jpeg, webp };

std::string_view media_type_of(ImageFormat format);              // static
std::optional<ImageFormat> format_named(std::string_view word);  // "png", "image/png", "jpg"

// The properties in a file's header, read without decoding pixels.
struct ImageInfo {
  ImageFormat format = {};
  int width = 0;  // pixels, after applying the EXIF orientation
  int height = 0;
  bool alpha = false;   // the header declares an alpha channel
  int orientation = 1;  // of EXIF, 1 upright … 8
};

struct ImageLimits {
  std::uint64_t bytes = 256ull << 20;  // of the file
  std::uint64_t pixels = 64'000'000;   // width × height
};

// Absent when the bytes are not a PNG, JPEG or WebP with a valid header.
std::optional<ImageInfo> probe(std::span<const std::byte> bytes);

// What decoding changed or could not use. The words are the codes of warnings.
enum class DecodeNoticeCode { animation_reduced, profile_converted, profile_unusable };
std::string_view to_string(DecodeNoticeCode code);  // "animation_reduced"; static

struct DecodeNotice {
  DecodeNoticeCode code;
  std::string message;  // "its colours were converted from Display P3 to sRGB"
};

struct DecodedImage {
  Bitmap bitmap;
  std::vector<DecodeNotice> notices;
};

// Decodes the first frame to the last row, converts it to sRGB (ICC profile, or the cICP, gAMA and
// cHRM of a PNG) and applies the EXIF orientation. Throws Error{invalid_input} when the format is
// unknown, a limit is exceeded (checked by the header before allocation), or the data is invalid
// or truncated.
DecodedImage decode_with_notices(std::span<const std::byte> bytes, const ImageLimits& limits = {});
// The same without the notices.
Bitmap decode(std::span<const std::byte> bytes, const ImageLimits& limits = {});

// A copy for sending, in the same format.
struct NormalizedImage {
  Bytes bytes;
  std::vector<DecodeNotice> notices;
};

// Upright, sRGB, one frame, without EXIF (GPS), XMP, comments and profiles. A picture that is
// upright and sRGB already is not encoded again: its pixels stay as they are. Otherwise, and when
// the file is damaged where decode() ignores it, PNG and WebP are encoded without loss, JPEG with
// quality 95. Throws as decode() does.
NormalizedImage normalize(std::span<const std::byte> bytes, const ImageLimits& limits = {});

// Turns and mirrors a picture that is stored with this EXIF orientation, so that it is upright.
// Others than 2…8 return it unchanged.
Bitmap apply_orientation(Bitmap bitmap, int orientation);
// Whether that orientation exchanges width and height.
constexpr bool swaps_sides(int orientation) {
  return orientation >= 5;
}

// Provenance, stored as XMP. Empty fields are left out.
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
// An XMP packet in UTF-8, for Metadata::xmp.
std::string xmp_packet(const XmpFields& fields);

struct WebpOptions {
  int quality = 90;  // 0…100, higher is better; unused when lossless
  bool lossless = false;
  int effort = 75;    // 0…100, of lossless: higher is slower and smaller
  bool exact = true;  // keep the colour of fully transparent pixels
  int method = 4;     // 0 (fastest) … 6 (smallest)
};

// The encoders throw Error{invalid_input} for an empty bitmap, one that exceeds the format's
// maximum edge, or WebpOptions out of range.
//
// `level` is the zlib level, 0…9: 3 takes a third of the time of 9 for 10 % more bytes.
// `quality` is 0…100.
Bytes encode_png(const Bitmap& bitmap, int level = 3);
Bytes encode_jpeg(const Bitmap& bitmap, int quality = 90);  // composited on white
Bytes encode_webp(const Bitmap& bitmap, const WebpOptions& options);

// A comment of a JPEG, which has no keyword, or a text chunk of a PNG. UTF-8.
struct Comment {
  std::string keyword;
  std::string text;
};

// What a file has besides its pixels. Empty: none.
struct Metadata {
  Bytes exif;  // a TIFF structure, without the mark "Exif\0\0"
  std::string xmp;
  Bytes icc;
  std::vector<Comment> comments;
};

// The metadata of a file as it describes the pixels that decode() returns: upright, without the
// preview in EXIF, with the profile only when decode() does not convert from it. Damaged parts are
// left out. Throws Error{invalid_input} for a file that is not a PNG, JPEG or WebP.
Metadata metadata_of(std::span<const std::byte> file);

struct LabelledImage {
  Bytes bytes;
  std::vector<std::string_view> left_out;  // what the format cannot hold: "XMP", "comments"; static
};

// Adds metadata to a file that an encoder of this module wrote; its pixels are not encoded again.
LabelledImage with_metadata(Bytes file, const Metadata& metadata);

// Downscales by area averaging, upscales by Catmull-Rom, in linear light with premultiplied
// alpha. Sizes are in pixels. Throws Error{invalid_input} unless both are positive.
Bitmap resize(const Bitmap& bitmap, int width, int height);
// Throws Error{invalid_input} unless the rectangle (pixels) is inside the bitmap and not empty.
Bitmap crop(const Bitmap& bitmap, int x, int y, int width, int height);

}  // namespace limner::image
