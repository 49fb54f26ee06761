// Format detection, header properties, and limits before decoding.
#include "image/codec.hpp"
#include "image/orientation.hpp"

#include <algorithm>
#include <utility>

namespace limner::image {

namespace {

constexpr std::array<const Codec*, 3> codecs{&png_codec, &jpeg_codec, &webp_codec};

const Codec& codec_for(ImageFormat format) {
  return **std::ranges::find(codecs, format, [](const Codec* codec) { return codec->format; });
}

// Another format, for error messages: how it begins, and how to convert it.
struct OtherFormat {
  std::string_view magic;
  std::string_view name;
  std::string_view help;
};
constexpr std::string_view give_another = "give a PNG, JPEG or WebP file";
constexpr std::string_view with_magick = "save it as PNG, or convert it: magick INPUT OUTPUT.png";
constexpr OtherFormat not_known{"", "", give_another};
constexpr OtherFormat other_formats[] = {
    {"GIF8", "a GIF", "save one frame as PNG, or convert it: magick 'INPUT.gif[0]' OUTPUT.png"},
    {"%PDF", "a PDF", "save one page as PNG: pdftoppm -png -singlefile INPUT.pdf OUTPUT"},
    {"<svg", "an SVG", "save it as PNG: rsvg-convert INPUT.svg -o OUTPUT.png"},
    {"<?xml", "an XML file", give_another},
    {"<!", "HTML", give_another},
    {"<html", "HTML", give_another},
    {"{", "JSON", give_another},
    {"BM", "a BMP", with_magick},
    {"II*", "a TIFF", with_magick},
    {"MM", "a TIFF", with_magick},
    {"PK", "a ZIP file", give_another},
    {"8BPS", "a Photoshop file", "export it as PNG"},
    {"\x1f\x8b", "gzip", give_another},
    {"\xff\x0a", "a JPEG XL", "save it as PNG: djxl INPUT.jxl OUTPUT.png"}};
// The brands of ISO 14496-12 files; https://mp4ra.org/registered-types/brands
constexpr OtherFormat branded_formats[] = {
    {"avif", "an AVIF", "save it as PNG: avifdec INPUT.avif OUTPUT.png"},
    {"avis", "an animated AVIF", "save one frame as PNG: avifdec --index 0 INPUT.avif OUTPUT.png"},
    {"qt  ", "a video", give_another},
    {"isom", "a video", give_another},
    {"mp4", "a video", give_another}};
constexpr OtherFormat heic{
    "", "a HEIC",
    "save it as JPEG on the phone, or convert it: heif-convert INPUT.heic OUTPUT.png"};

const OtherFormat& first_match(std::span<const OtherFormat> rows, ByteView bytes,
                               const OtherFormat& otherwise) {
  const auto row = std::ranges::find_if(
      rows, [&](const OtherFormat& format) { return starts_with(bytes, format.magic); });
  return row == rows.end() ? otherwise : *row;
}

const OtherFormat& guess_format(ByteView bytes) {
  constexpr std::size_t brand_at = 8;
  const bool is_branded = bytes.size() >= brand_at + 4 && starts_with(bytes.subspan(4), "ftyp");
  return is_branded ? first_match(branded_formats, bytes.subspan(brand_at), heic)
                    : first_match(other_formats, bytes, not_known);
}

void check_limits(ByteView bytes, const ImageInfo& info, const ImageLimits& limits) {
  const auto pixels =
      static_cast<std::uint64_t>(info.width) * static_cast<std::uint64_t>(info.height);
  if (pixels > limits.pixels) {
    throw Error(ErrorCode::invalid_input,
                "the picture declares {} x {} = {} pixels, the limit is {}", info.width,
                info.height, pixels, limits.pixels)
        .with_help("scale it down, or raise the limit: --max-pixels N");
  }
  if (bytes.size() > limits.bytes) {
    throw Error(ErrorCode::invalid_input, "the picture is {} bytes long, the limit is {}",
                bytes.size(), limits.bytes)
        .with_help("save it again without extra data, or scale it down");
  }
}

}  // namespace

Error not_decodable(ByteView bytes) {
  if (bytes.empty()) {
    Error error(ErrorCode::invalid_input, "the file is empty");
    return error.with_help(std::string(give_another));
  }
  const OtherFormat& found = guess_format(bytes);
  Error error(ErrorCode::invalid_input, "the file is not a PNG, JPEG or WebP{}",
              found.name.empty() ? "" : fmt::format(" but {}", found.name));
  return error.with_help(std::string(found.help));
}

std::string_view media_type_of(ImageFormat format) {
  return codec_for(format).media_type;
}

std::optional<ImageFormat> format_named(std::string_view word) {
  constexpr std::string_view prefix = "image/";
  if (word.starts_with(prefix)) word.remove_prefix(prefix.size());
  if (word == "png") return ImageFormat::png;
  if (word == "jpeg" || word == "jpg") return ImageFormat::jpeg;
  if (word == "webp") return ImageFormat::webp;
  return std::nullopt;
}

const Codec* codec_of(ByteView bytes) {
  const auto found =
      std::ranges::find_if(codecs, [&](const Codec* codec) { return codec->recognises(bytes); });
  return found == codecs.end() ? nullptr : *found;
}

std::optional<ImageInfo> probe(ByteView bytes) {
  const Codec* codec = codec_of(bytes);
  return codec ? codec->probe(bytes) : std::nullopt;
}

std::string_view to_string(DecodeNoticeCode code) {
  switch (code) {
    case DecodeNoticeCode::animation_reduced: return "animation_reduced";
    case DecodeNoticeCode::profile_converted: return "profile_converted";
    default: return "profile_unusable";
  }
}

namespace {

// A decoded picture and how it was stored.
struct Decoding {
  const Codec* codec = nullptr;
  DecodedImage image;
  bool as_stored = false;  // its pixels are those of the file
};

Decoding decode_any(ByteView bytes, const ImageLimits& limits) {
  const Codec* codec = codec_of(bytes);
  if (!codec) throw not_decodable(bytes);
  const std::optional<ImageInfo> info = codec->probe(bytes);
  if (!info) throw broken(*codec, "its header makes no sense or is cut off");
  check_limits(bytes, *info, limits);
  StoredPixels stored = codec->decode(bytes, *info);
  DecodedImage decoded;
  bool converted = stored.space.cmyk;
  if (stored.frames > 1) {
    decoded.notices.push_back(
        {DecodeNoticeCode::animation_reduced,
         fmt::format("it has {} frames; only the first one is used", stored.frames)});
  }
  if (auto notice = convert_to_srgb(stored.bitmap, stored.space)) {
    converted = converted || notice->code == DecodeNoticeCode::profile_converted;
    decoded.notices.push_back(std::move(*notice));
  }
  decoded.bitmap = apply_orientation(std::move(stored.bitmap), stored.orientation);
  const bool as_stored = !converted && stored.frames == 1 && stored.orientation == 1;
  return {codec, std::move(decoded), as_stored};
}

// Absent for a file whose pixels can be decoded but not copied: damaged behind the pixels.
std::optional<Bytes> strip(const Codec& codec, ByteView bytes) {
  try {
    return codec.strip(bytes);
  } catch (const Error&) {
    return std::nullopt;
  }
}

Bytes encode_as(ImageFormat format, const Bitmap& bitmap) {
  constexpr int photo_quality = 95;
  switch (format) {
    case ImageFormat::jpeg: return encode_jpeg(bitmap, photo_quality);
    case ImageFormat::webp: return encode_webp(bitmap, {.lossless = true});
    default: return encode_png(bitmap);
  }
}

}  // namespace

DecodedImage decode_with_notices(ByteView bytes, const ImageLimits& limits) {
  return decode_any(bytes, limits).image;
}

Bitmap decode(ByteView bytes, const ImageLimits& limits) {
  return decode_with_notices(bytes, limits).bitmap;
}

NormalizedImage normalize(ByteView bytes, const ImageLimits& limits) {
  Decoding decoding = decode_any(bytes, limits);
  std::optional<Bytes> stripped;
  if (decoding.as_stored) stripped = strip(*decoding.codec, bytes);
  return {.bytes = stripped ? *std::move(stripped)
                            : encode_as(decoding.codec->format, decoding.image.bitmap),
          .notices = std::move(decoding.image.notices)};
}

Error broken(const Codec& codec, std::string_view what) {
  Error error(ErrorCode::invalid_input, "the {} is broken: {}", codec.name, what);
  error.with_help("get the file again, or save it again with another program");
  return error;
}

void check_encodable(const Codec& codec, const Bitmap& bitmap) {
  if (bitmap.width <= 0 || bitmap.height <= 0)
    throw Error(ErrorCode::invalid_input, "a picture without pixels cannot be saved");
  if (std::max(bitmap.width, bitmap.height) > codec.max_edge) {
    throw Error(ErrorCode::invalid_input, "{} x {} pixels: a {} holds at most {} each way",
                bitmap.width, bitmap.height, codec.name, codec.max_edge)
        .with_help("scale the picture down, or save it as png");
  }
}

bool starts_with(ByteView bytes, std::string_view magic) {
  return as_text(bytes.first(std::min(bytes.size(), magic.size()))) == magic;
}

}  // namespace limner::image
