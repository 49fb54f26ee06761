// PNG, by libpng.
#include "image/codec.hpp"
#include "image/error_jump.hpp"
#include "image/orientation.hpp"
#include "image/png_chunks.hpp"

#include <png.h>

#include <cmath>
#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>
#include <vector>

namespace limner::image {

namespace {

constexpr std::uint32_t max_length = 0x7fffffff;

bool is_png(ByteView bytes) {
  return starts_with(bytes, png_signature);
}

std::optional<ImageInfo> probe_png(ByteView bytes) {
  constexpr std::size_t header_end = 29;
  if (bytes.size() < header_end || as_text(bytes.subspan(12, 4)) != "IHDR") return std::nullopt;
  const std::uint32_t width = big_endian_32(bytes, 16);
  const std::uint32_t height = big_endian_32(bytes, 20);
  if (width == 0 || width > max_length || height == 0 || height > max_length) return std::nullopt;
  const std::uint32_t colour_type = byte_at(bytes, 25);
  const PngProperties properties = png_properties(bytes);
  const bool swap = swaps_sides(properties.orientation);
  const bool alpha_channel =
      colour_type == PNG_COLOR_TYPE_GRAY_ALPHA || colour_type == PNG_COLOR_TYPE_RGB_ALPHA;
  return ImageInfo{.format = ImageFormat::png,
                   .width = static_cast<int>(swap ? height : width),
                   .height = static_cast<int>(swap ? width : height),
                   .alpha = alpha_channel || properties.transparent_colours,
                   .orientation = properties.orientation};
}

// libpng's error callbacks. Warnings are ignored.
[[noreturn]] void on_error(png_structp png, png_const_charp why) {
  static_cast<ErrorJump*>(png_get_error_ptr(png))->jump(why);
}
void on_warning(png_structp, png_const_charp) {}

class PngReader {
 public:
  explicit PngReader(ByteView bytes)
      : chunks_(bytes),
        png_(png_create_read_struct(PNG_LIBPNG_VER_STRING, &error_jump_, on_error, on_warning)) {
    if (!png_) throw std::bad_alloc();
    info_ = png_create_info_struct(png_);
  }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }

  void read_into(Bitmap& bitmap) {
    const bool done = guarded(error_jump_, [this, &bitmap] {
      start();
      if (!fits(bitmap)) png_error(png_, "it has two sizes");
      const int passes = png_set_interlace_handling(png_);
      png_read_update_info(png_, info_);
      for (int pass = 0; pass < passes; ++pass) {
        for (int y = 0; y < bitmap.height; ++y) png_read_row(png_, bitmap.at(0, y), nullptr);
      }
    });
    if (!done) throw broken(png_codec, error_jump_.message.data());
  }

  // After read_into(): of iCCP, sRGB, gAMA and cHRM the first one that is there counts.
  ColourSpace colour_space() const {
    ColourSpace space;
    png_charp name = nullptr;
    int compression = 0;
    png_bytep profile = nullptr;
    std::uint32_t size = 0;
    int intent = 0;
    if (png_get_iCCP(png_, info_, &name, &compression, &profile, &size) != 0) {
      const auto* first = reinterpret_cast<const std::byte*>(profile);
      space.icc.assign(first, first + size);
    } else if (png_get_sRGB(png_, info_, &intent) == 0) {
      space.chromaticities = chromaticities();
    }
    return space;
  }

 private:
  // Of gAMA and cHRM; absent when both agree with sRGB.
  std::optional<Chromaticities> chromaticities() const {
    constexpr double srgb_gamma = 2.2;
    constexpr double tolerance = 0.05;  // libpng's own
    Chromaticities colours;
    double gamma = 0;
    const bool has_gamma = png_get_gAMA(png_, info_, &gamma) != 0 && gamma > 0 &&
                           std::abs(gamma * srgb_gamma - 1) > tolerance;
    if (has_gamma) colours.gamma = 1 / gamma;
    const bool has_primaries =
        png_get_cHRM(png_, info_, &colours.white[0], &colours.white[1], &colours.red[0],
                     &colours.red[1], &colours.green[0], &colours.green[1], &colours.blue[0],
                     &colours.blue[1]) != 0;
    if (!has_gamma && !has_primaries) return std::nullopt;
    return colours;
  }

  void start() {
    constexpr std::uint32_t opaque = 255;
    constexpr std::size_t max_profile = 4 << 20;  // bytes
    if (!info_) png_error(png_, "out of memory");
    png_set_read_fn(png_, &chunks_, [](png_structp png, png_bytep to, std::size_t length) {
      auto& chunks = *static_cast<PixelChunks*>(png_get_io_ptr(png));
      if (!chunks.read(reinterpret_cast<std::byte*>(to), length))
        png_error(png, "it ends too early");
    });
    png_set_user_limits(png_, max_length, max_length);  // decode() has checked ImageLimits
    png_set_chunk_malloc_max(png_, max_profile);
    // Each chunk has a CRC that is checked; the Adler-32 over the same bytes would take 10 %
    // longer.
    png_set_option(png_, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
    png_read_info(png_, info_);
    png_set_expand(png_);
    png_set_scale_16(png_);  // rounds
    png_set_gray_to_rgb(png_);
    png_set_filler(png_, opaque, PNG_FILLER_AFTER);
  }

  bool fits(const Bitmap& bitmap) const {
    return png_get_image_width(png_, info_) == static_cast<std::uint32_t>(bitmap.width) &&
           png_get_image_height(png_, info_) == static_cast<std::uint32_t>(bitmap.height);
  }

  ErrorJump error_jump_{};
  PixelChunks chunks_;
  png_structp png_;
  png_infop info_ = nullptr;
};

StoredPixels decode_png(ByteView bytes, const ImageInfo& info) {
  const PngProperties properties = png_properties(bytes);
  const bool swap = swaps_sides(properties.orientation);
  StoredPixels stored{
      .bitmap = swap ? Bitmap(info.height, info.width) : Bitmap(info.width, info.height),
      .space = {},
      .orientation = properties.orientation,
      .frames = properties.frames};
  PngReader reader(bytes);
  reader.read_into(stored.bitmap);
  stored.space = properties.cicp ? space_of_cicp(*properties.cicp) : reader.colour_space();
  return stored;
}

// Drawings with runs of one colour compress best unfiltered, in half the time. Other pictures
// compress 20 % better with filters.
int best_filter(const Bitmap& bitmap) {
  constexpr int sampled = 16;  // rows between two samples
  std::size_t runs = 0;
  std::size_t seen = 0;
  for (int y = 0; y < bitmap.height; y += sampled) {
    for (int x = 1; x < bitmap.width; ++x) {
      runs += std::memcmp(bitmap.at(x, y), bitmap.at(x - 1, y), 4) == 0 ? 1 : 0;
      ++seen;
    }
  }
  return runs * 2 > seen ? PNG_FILTER_NONE : PNG_FILTER_SUB | PNG_FILTER_UP;
}

class PngWriter {
 public:
  PngWriter()
      : png_(png_create_write_struct(PNG_LIBPNG_VER_STRING, &error_jump_, on_error, on_warning)) {
    if (!png_) throw std::bad_alloc();
    info_ = png_create_info_struct(png_);
  }
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;
  ~PngWriter() { png_destroy_write_struct(&png_, &info_); }

  Bytes write(const Bitmap& bitmap, int level) {
    const bool opaque = !has_transparency(bitmap);
    const bool done = guarded(error_jump_, [this, &bitmap, level, opaque] {
      start(bitmap, level, opaque);
      for (int y = 0; y < bitmap.height; ++y) png_write_row(png_, bitmap.at(0, y));
      png_write_end(png_, nullptr);
    });
    if (!done) throw std::runtime_error(fmt::format("libpng: {}", error_jump_.message.data()));
    return std::move(bytes_);
  }

 private:
  void start(const Bitmap& bitmap, int level, bool opaque) {
    if (!info_) png_error(png_, "out of memory");
    png_set_write_fn(png_, &bytes_, append, nullptr);
    png_set_user_limits(png_, max_length, max_length);
    png_set_IHDR(png_, info_, static_cast<std::uint32_t>(bitmap.width),
                 static_cast<std::uint32_t>(bitmap.height), 8,
                 opaque ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_RGB_ALPHA, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
    png_set_compression_level(png_, level);
    png_set_filter(png_, PNG_FILTER_TYPE_BASE, best_filter(bitmap));
    png_write_info(png_, info_);
    if (opaque) png_set_filler(png_, 0, PNG_FILLER_AFTER);
  }

  // No exception may pass through libpng, which does not promise to leave `from` alone.
  // NOLINTNEXTLINE(readability-non-const-parameter)
  static void append(png_structp png, png_bytep from, std::size_t length) {
    auto& bytes = *static_cast<Bytes*>(png_get_io_ptr(png));
    bool full = false;
    try {
      const auto* first = reinterpret_cast<const std::byte*>(from);
      bytes.insert(bytes.end(), first, first + length);
    } catch (const std::bad_alloc&) {
      full = true;
    }
    if (full) png_error(png, "out of memory");
  }

  ErrorJump error_jump_{};
  Bytes bytes_;
  png_structp png_;
  png_infop info_ = nullptr;
};

}  // namespace

const Codec png_codec{.format = ImageFormat::png,
                      .name = "PNG",
                      .media_type = "image/png",
                      .recognises = is_png,
                      .probe = probe_png,
                      .decode = decode_png,
                      .strip = strip_png,
                      .read_metadata = read_png_metadata,
                      .write_metadata = write_png_metadata,
                      .max_edge = 1 << 24};

Bytes encode_png(const Bitmap& bitmap, int level) {
  check_encodable(png_codec, bitmap);
  return PngWriter().write(bitmap, level);
}

}  // namespace limner::image
