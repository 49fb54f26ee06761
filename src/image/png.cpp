// PNG, by libspng.
#include "image/codec.hpp"

#include <spng.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <vector>

namespace limner {

namespace {

constexpr std::string_view signature = "\x89PNG\r\n\x1a\n";
constexpr std::size_t chunk_overhead = 12;  // length, type, CRC
constexpr std::uint32_t max_length = 0x7fffffff;

struct FreeContext {
  void operator()(spng_ctx* context) const { spng_ctx_free(context); }
};
using Context = std::unique_ptr<spng_ctx, FreeContext>;

bool recognises(ByteView bytes) {
  return starts_with(bytes, signature);
}

struct Chunk {
  std::string_view type;
  std::size_t size;  // of the whole chunk, overhead included, as far as it is there
};

std::optional<Chunk> chunk_at(ByteView bytes, std::size_t at) {
  const std::size_t left = bytes.size() - at;
  if (left < chunk_overhead) return std::nullopt;
  return Chunk{as_text(bytes.subspan(at + 4, 4)),
               std::min<std::size_t>(left, big_endian_32(bytes, at) + chunk_overhead)};
}

bool has_transparent_colours(ByteView bytes) {
  std::size_t at = signature.size();
  while (const auto chunk = chunk_at(bytes, at)) {
    if (chunk->type == "tRNS") return true;
    if (chunk->type == "IDAT") return false;
    at += chunk->size;
  }
  return false;
}

std::optional<ImageInfo> probe_png(ByteView bytes) {
  constexpr std::size_t header_end = 29;
  if (bytes.size() < header_end || as_text(bytes.subspan(12, 4)) != "IHDR") return std::nullopt;
  const std::uint32_t width = big_endian_32(bytes, 16);
  const std::uint32_t height = big_endian_32(bytes, 20);
  if (width == 0 || width > max_length || height == 0 || height > max_length) return std::nullopt;
  const std::uint32_t colour_type = byte_at(bytes, 25);
  const bool alpha_channel = colour_type == SPNG_COLOR_TYPE_GRAYSCALE_ALPHA ||
                             colour_type == SPNG_COLOR_TYPE_TRUECOLOR_ALPHA;
  return ImageInfo{.format = ImageFormat::png,
                   .width = static_cast<int>(width),
                   .height = static_cast<int>(height),
                   .alpha = alpha_channel || has_transparent_colours(bytes)};
}

// The parts of a file that pixels are made from. What is left out cannot be
// inflated: profiles and texts of a few bytes may unpack to gigabytes.
class PixelChunks {
 public:
  explicit PixelChunks(ByteView bytes) {
    parts_.push_back(bytes.first(signature.size()));
    std::size_t at = signature.size();
    while (const auto chunk = chunk_at(bytes, at)) {
      if (is_needed(chunk->type)) add(bytes.subspan(at, chunk->size));
      at += chunk->size;
    }
  }

  // spng's reading callback.
  static int read(spng_ctx*, void* self, void* to, std::size_t length) {
    return static_cast<PixelChunks*>(self)->read(static_cast<std::byte*>(to), length);
  }

 private:
  // Critical chunks have a capital first letter, and an unknown one must be refused.
  static bool is_needed(std::string_view type) {
    return (type.front() >= 'A' && type.front() <= 'Z') || type == "tRNS";
  }

  void add(ByteView part) {
    ByteView& last = parts_.back();
    if (last.data() + last.size() == part.data()) {
      last = ByteView(last.data(), last.size() + part.size());
    } else {
      parts_.push_back(part);
    }
  }

  int read(std::byte* to, std::size_t length) {
    while (length > 0) {
      if (part_ == parts_.size()) return SPNG_IO_EOF;
      const ByteView rest = parts_[part_].subspan(offset_);
      const std::size_t now = std::min(length, rest.size());
      if (now > 0) std::memcpy(to, rest.data(), now);
      to += now;
      length -= now;
      offset_ += now;
      if (now == rest.size()) {
        ++part_;
        offset_ = 0;
      }
    }
    return 0;
  }

  std::vector<ByteView> parts_;
  std::size_t part_ = 0;
  std::size_t offset_ = 0;
};

void demand(int status) {
  if (status == SPNG_OK) return;
  throw broken(png_codec, status == SPNG_IO_EOF ? "it ends too early" : spng_strerror(status));
}

Bitmap decode_png(ByteView bytes, const ImageInfo& info) {
  PixelChunks chunks(bytes);
  const Context context(spng_ctx_new(0));
  if (!context) throw std::bad_alloc();
  demand(spng_set_png_stream(context.get(), PixelChunks::read, &chunks));
  std::size_t size = 0;
  demand(spng_decoded_image_size(context.get(), SPNG_FMT_RGBA8, &size));
  Bitmap bitmap(info.width, info.height);
  if (size != bitmap.rgba.size()) throw broken(png_codec, "it has two sizes");
  demand(
      spng_decode_image(context.get(), bitmap.rgba.data(), size, SPNG_FMT_RGBA8, SPNG_DECODE_TRNS));
  return bitmap;
}

// What spng cannot do when all goes well is a bug or a lack of memory.
void expect(int status) {
  if (status != SPNG_OK) throw std::runtime_error(fmt::format("spng: {}", spng_strerror(status)));
}

// Drawings have runs of one colour, which pack best as they are, in half the
// time. Everything else packs by a fifth better as differences to its neighbours.
spng_filter_choice best_filter(const Bitmap& bitmap) {
  constexpr int sampled = 16;  // every so many rows
  std::size_t runs = 0;
  std::size_t seen = 0;
  for (int y = 0; y < bitmap.height; y += sampled) {
    for (int x = 1; x < bitmap.width; ++x) {
      runs += std::memcmp(bitmap.at(x, y), bitmap.at(x - 1, y), 4) == 0 ? 1 : 0;
      ++seen;
    }
  }
  return runs * 2 > seen
             ? SPNG_DISABLE_FILTERING
             : static_cast<spng_filter_choice>(SPNG_FILTER_CHOICE_SUB | SPNG_FILTER_CHOICE_UP);
}

void encode_rows(spng_ctx* context, const Bitmap& bitmap, bool opaque) {
  const auto width = static_cast<std::size_t>(bitmap.width);
  std::vector<std::uint8_t> rgb(opaque ? width * 3 : 0);
  int status = SPNG_OK;
  for (int y = 0; y < bitmap.height; ++y) {
    const std::uint8_t* row = bitmap.at(0, y);
    if (opaque) {
      for (std::size_t x = 0; x < width; ++x) std::memcpy(&rgb[x * 3], row + x * 4, 3);
      status = spng_encode_row(context, rgb.data(), rgb.size());
    } else {
      status = spng_encode_row(context, row, width * 4);
    }
    if (status != SPNG_OK && status != SPNG_EOI) expect(status);
  }
}

}  // namespace

const Codec png_codec{.format = ImageFormat::png,
                      .name = "PNG",
                      .media_type = "image/png",
                      .recognises = recognises,
                      .probe = probe_png,
                      .decode = decode_png,
                      .max_edge = 1 << 24};

Bytes encode_png(const Bitmap& bitmap, int level) {
  check_encodable(png_codec, bitmap);
  const bool opaque = !has_transparency(bitmap);
  const Context context(spng_ctx_new(SPNG_CTX_ENCODER));
  if (!context) throw std::bad_alloc();
  spng_ihdr header{.width = static_cast<std::uint32_t>(bitmap.width),
                   .height = static_cast<std::uint32_t>(bitmap.height),
                   .bit_depth = 8,
                   .color_type = static_cast<std::uint8_t>(
                       opaque ? SPNG_COLOR_TYPE_TRUECOLOR : SPNG_COLOR_TYPE_TRUECOLOR_ALPHA)};
  expect(spng_set_option(context.get(), SPNG_ENCODE_TO_BUFFER, 1));
  expect(spng_set_option(context.get(), SPNG_IMG_COMPRESSION_LEVEL, level));
  expect(spng_set_option(context.get(), SPNG_FILTER_CHOICE, best_filter(bitmap)));
  expect(spng_set_ihdr(context.get(), &header));
  expect(spng_encode_image(context.get(), nullptr, 0, SPNG_FMT_PNG,
                           SPNG_ENCODE_PROGRESSIVE | SPNG_ENCODE_FINALIZE));
  encode_rows(context.get(), bitmap, opaque);

  std::size_t size = 0;
  int status = SPNG_OK;
  const std::unique_ptr<void, decltype(&std::free)> png(
      spng_get_png_buffer(context.get(), &size, &status), std::free);
  expect(status);
  const auto* first = static_cast<const std::byte*>(png.get());
  return Bytes(first, first + size);
}

}  // namespace limner
