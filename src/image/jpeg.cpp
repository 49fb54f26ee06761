// JPEG, by libjpeg-turbo.
#include "image/codec.hpp"
#include "image/error_jump.hpp"
#include "image/jpeg_segments.hpp"
#include "image/orientation.hpp"

// jpeglib.h uses size_t and FILE without naming their headers.
#include <jpeglib.h>

#include <jerror.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <vector>

namespace limner::image {

namespace {

// Encoders write ten scans; a file of thousands keeps a decoder busy for hours.
constexpr int max_scans = 64;
constexpr unsigned max_segment = 0xffff;

bool is_jpeg(ByteView bytes) {
  return starts_with(bytes, "\xff\xd8\xff");
}

// ---- the header ----

struct Frame {
  int width = 0;
  int height = 0;
  int orientation = 1;
};

bool is_frame(int marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

void read_segment(int marker, ByteView segment, Frame& frame) {
  constexpr std::string_view exif_magic{"Exif\0\0", 6};  // other users of the marker have others
  if (is_frame(marker) && frame.width == 0 && segment.size() >= 5) {
    frame.height = static_cast<int>(big_endian_16(segment, 1));
    frame.width = static_cast<int>(big_endian_16(segment, 3));
  } else if (marker == jpeg_marker::app1 && frame.orientation == 1 &&
             starts_with(segment, exif_magic)) {
    frame.orientation = orientation_of(segment);
  }
}

// Reads the segments before the first scan, as libjpeg does.
std::optional<Frame> read_frame(ByteView bytes) {
  Frame frame;
  const bool whole = for_each_segment(
      bytes, [&](int marker, ByteView segment) { read_segment(marker, segment, frame); });
  if (!whole || frame.width == 0 || frame.height == 0) return std::nullopt;
  return frame;
}

std::optional<ImageInfo> probe_jpeg(ByteView bytes) {
  const auto frame = read_frame(bytes);
  if (!frame) return std::nullopt;
  const bool swap = swaps_sides(frame->orientation);
  return ImageInfo{.format = ImageFormat::jpeg,
                   .width = swap ? frame->height : frame->width,
                   .height = swap ? frame->width : frame->height,
                   .alpha = false,
                   .orientation = frame->orientation};
}

// ---- failures ----

// libjpeg reports errors through these callbacks, which must not return.
struct Failure {
  jpeg_error_mgr manager;
  ErrorJump error_jump;
};

[[noreturn]] void leave(j_common_ptr codec) {
  char message[JMSG_LENGTH_MAX];
  codec->err->format_message(codec, message);
  reinterpret_cast<Failure*>(codec->err)->error_jump.jump(message);
}

// Warnings that mean missing pixels are errors; others are ignored.
void on_message(j_common_ptr codec, int level) {
  if (level >= 0) return;
  switch (codec->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC: leave(codec);
    default: break;
  }
}

jpeg_error_mgr* install(Failure& failure) {
  jpeg_error_mgr* manager = jpeg_std_error(&failure.manager);
  manager->error_exit = leave;
  manager->emit_message = on_message;
  manager->output_message = [](j_common_ptr) {};
  return manager;
}

// ---- decoding ----

class JpegWriter;

class JpegReader {
 public:
  explicit JpegReader(ByteView bytes) : bytes_(bytes) {
    codec_.err = install(failure_);
    progress_.progress_monitor = stop_endless_scans;
  }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;
  ~JpegReader() {
    jpeg_destroy_decompress(&codec_);
    std::free(profile_);
  }

  void start() {
    run_or_throw([this] {
      jpeg_create_decompress(&codec_);
      codec_.progress = &progress_;
      jpeg_mem_src(&codec_, raw(bytes_), static_cast<unsigned long>(bytes_.size()));
      jpeg_save_markers(&codec_, jpeg_marker::app2, max_segment);
      jpeg_read_header(&codec_, TRUE);
      jpeg_read_icc_profile(&codec_, &profile_, &profile_size_);
      const bool inks = codec_.jpeg_color_space == JCS_CMYK || codec_.jpeg_color_space == JCS_YCCK;
      codec_.out_color_space = inks ? JCS_CMYK : JCS_EXT_RGBA;
    });
  }

  bool has_size(int width, int height) const {
    return codec_.image_width == static_cast<JDIMENSION>(width) &&
           codec_.image_height == static_cast<JDIMENSION>(height);
  }

  // CMYK also has four bytes per pixel.
  void read_into(Bitmap& bitmap) {
    run_or_throw([this, &bitmap] {
      jpeg_start_decompress(&codec_);
      while (codec_.output_scanline < codec_.output_height) {
        JSAMPROW row = bitmap.at(0, static_cast<int>(codec_.output_scanline));
        jpeg_read_scanlines(&codec_, &row, 1);
      }
      jpeg_finish_decompress(&codec_);
    });
  }

  // After start(), in place of read_into(). Marker segments that were not copied are lost.
  void copy_to(JpegWriter& writer);

  // Empty when there is none, or when a part of it is missing.
  Bytes icc_profile() const {
    const auto* first = reinterpret_cast<const std::byte*>(profile_);
    return profile_ ? Bytes(first, first + profile_size_) : Bytes();
  }

  bool is_cmyk() const { return codec_.out_color_space == JCS_CMYK; }
  bool is_inverted() const { return codec_.saw_Adobe_marker != FALSE; }

 private:
  static void stop_endless_scans(j_common_ptr codec) {
    if (reinterpret_cast<j_decompress_ptr>(codec)->input_scan_number > max_scans)
      ERREXIT(codec, JERR_BAD_PROGRESSION);
  }

  template <class Step>
  void run_or_throw(const Step& step) {
    if (!guarded(failure_.error_jump, step))
      throw broken(jpeg_codec, failure_.error_jump.message.data());
  }

  ByteView bytes_;
  Failure failure_{};
  jpeg_decompress_struct codec_{};
  jpeg_progress_mgr progress_{};
  JOCTET* profile_ = nullptr;
  unsigned profile_size_ = 0;
};

StoredPixels decode_jpeg(ByteView bytes, const ImageInfo& info) {
  const int orientation = read_frame(bytes)->orientation;
  const bool swap = swaps_sides(orientation);
  const int width = swap ? info.height : info.width;
  const int height = swap ? info.width : info.height;
  JpegReader reader(bytes);
  reader.start();
  if (!reader.has_size(width, height)) throw broken(jpeg_codec, "it has two sizes");
  StoredPixels stored{.bitmap = Bitmap(width, height), .space = {}, .orientation = orientation};
  reader.read_into(stored.bitmap);
  stored.space = {.icc = reader.icc_profile(),
                  .chromaticities = {},
                  .cmyk = reader.is_cmyk(),
                  .inverted_ink = reader.is_inverted(),
                  .unsupported = {}};
  return stored;
}

// ---- encoding ----

class JpegWriter {
 public:
  JpegWriter() { codec_.err = install(failure_); }
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;
  ~JpegWriter() {
    jpeg_destroy_compress(&codec_);
    std::free(buffer_);
  }

  // `row`: space for one row without alpha. Empty: the bitmap is opaque, and libjpeg skips alpha.
  void write(const Bitmap& bitmap, int quality, std::vector<std::uint8_t>& row) {
    const bool done = guarded(failure_.error_jump, [&] {
      start(bitmap, quality, row.empty());
      for (int y = 0; y < bitmap.height; ++y) {
        const std::uint8_t* rgba = bitmap.at(0, y);
        if (!row.empty()) over_white(rgba, row);
        // libjpeg does not write to its input.
        JSAMPROW samples = row.empty() ? const_cast<JSAMPROW>(rgba) : row.data();
        jpeg_write_scanlines(&codec_, &samples, 1);
      }
      jpeg_finish_compress(&codec_);
    });
    if (!done)
      throw std::runtime_error(fmt::format("libjpeg: {}", failure_.error_jump.message.data()));
  }

  // Copies the coefficients, which are the pixels without loss.
  void write(jpeg_decompress_struct& from, jvirt_barray_ptr* coefficients) {
    const bool done = guarded(failure_.error_jump, [&] {
      jpeg_create_compress(&codec_);
      jpeg_mem_dest(&codec_, &buffer_, &size_);
      jpeg_copy_critical_parameters(&from, &codec_);
      jpeg_write_coefficients(&codec_, coefficients);
      jpeg_finish_compress(&codec_);
    });
    if (!done)
      throw std::runtime_error(fmt::format("libjpeg: {}", failure_.error_jump.message.data()));
  }

  Bytes bytes() const {
    const auto* first = reinterpret_cast<const std::byte*>(buffer_);
    return Bytes(first, first + size_);
  }

 private:
  void start(const Bitmap& bitmap, int quality, bool opaque) {
    constexpr int fine_quality = 90;
    jpeg_create_compress(&codec_);
    jpeg_mem_dest(&codec_, &buffer_, &size_);
    codec_.image_width = static_cast<JDIMENSION>(bitmap.width);
    codec_.image_height = static_cast<JDIMENSION>(bitmap.height);
    codec_.input_components = opaque ? 4 : 3;
    codec_.in_color_space = opaque ? JCS_EXT_RGBX : JCS_RGB;
    jpeg_set_defaults(&codec_);
    jpeg_set_quality(&codec_, quality, TRUE);
    // Chroma subsampling blurs the hard edges of drawings, visibly at high quality.
    if (quality >= fine_quality) {
      codec_.comp_info[0].h_samp_factor = 1;
      codec_.comp_info[0].v_samp_factor = 1;
    }
    jpeg_start_compress(&codec_, TRUE);
  }

  static void over_white(const std::uint8_t* rgba, std::vector<std::uint8_t>& rgb) {
    for (std::size_t i = 0, j = 0; i < rgb.size(); i += 3, j += 4) {
      const unsigned alpha = rgba[j + 3];
      for (std::size_t c = 0; c < 3; ++c)
        rgb[i + c] =
            static_cast<std::uint8_t>((rgba[j + c] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
  }

  Failure failure_{};
  jpeg_compress_struct codec_{};
  unsigned char* buffer_ = nullptr;
  unsigned long size_ = 0;
};

void JpegReader::copy_to(JpegWriter& writer) {
  jvirt_barray_ptr* coefficients = nullptr;
  run_or_throw([&] { coefficients = jpeg_read_coefficients(&codec_); });
  writer.write(codec_, coefficients);
}

Bytes strip_jpeg(ByteView bytes) {
  JpegReader reader(bytes);
  reader.start();
  JpegWriter writer;
  reader.copy_to(writer);
  return writer.bytes();
}

}  // namespace

const Codec jpeg_codec{.format = ImageFormat::jpeg,
                       .name = "JPEG",
                       .media_type = "image/jpeg",
                       .recognises = is_jpeg,
                       .probe = probe_jpeg,
                       .decode = decode_jpeg,
                       .strip = strip_jpeg,
                       .read_metadata = read_jpeg_metadata,
                       .write_metadata = write_jpeg_metadata,
                       .max_edge = JPEG_MAX_DIMENSION};

Bytes encode_jpeg(const Bitmap& bitmap, int quality) {
  check_encodable(jpeg_codec, bitmap);
  std::vector<std::uint8_t> row;
  if (has_transparency(bitmap)) row.resize(static_cast<std::size_t>(bitmap.width) * 3);
  JpegWriter writer;
  writer.write(bitmap, quality, row);
  return writer.bytes();
}

}  // namespace limner::image
