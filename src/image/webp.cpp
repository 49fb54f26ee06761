// WebP, by libwebp.
#include "image/codec.hpp"
#include "image/orientation.hpp"

#include <webp/decode.h>
#include <webp/demux.h>
#include <webp/encode.h>

#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>

namespace limner::image {

namespace {

bool is_webp(ByteView bytes) {
  return bytes.size() >= 12 && starts_with(bytes, "RIFF") && starts_with(bytes.subspan(8), "WEBP");
}

std::string_view reason(VP8StatusCode status) {
  switch (status) {
    case VP8_STATUS_NOT_ENOUGH_DATA: return "it ends too early";
    case VP8_STATUS_UNSUPPORTED_FEATURE: return "it uses a feature that libwebp does not know";
    default: return "its data makes no sense";
  }
}

// ---- metadata ----

struct DeleteDemuxer {
  void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};
using Demuxer = std::unique_ptr<WebPDemuxer, DeleteDemuxer>;

// nullptr for a file that is cut off: what it lacks is reported when it is decoded.
Demuxer demuxer_of(ByteView bytes) {
  const WebPData data{raw(bytes), bytes.size()};
  return Demuxer(WebPDemux(&data));
}

// Empty when there is none.
Bytes chunk_of(const Demuxer& demuxer, const char* name) {
  WebPChunkIterator chunk;
  if (!demuxer || WebPDemuxGetChunk(demuxer.get(), name, 1, &chunk) == 0) return {};
  const auto* first = reinterpret_cast<const std::byte*>(chunk.chunk.bytes);
  Bytes content(first, first + chunk.chunk.size);
  WebPDemuxReleaseChunkIterator(&chunk);
  return content;
}

int orientation_in(const Demuxer& demuxer) {
  return orientation_of(chunk_of(demuxer, "EXIF"));
}

std::optional<ImageInfo> probe_webp(ByteView bytes) {
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(raw(bytes), bytes.size(), &features) != VP8_STATUS_OK) return std::nullopt;
  const int orientation = orientation_in(demuxer_of(bytes));
  const bool swap = swaps_sides(orientation);
  return ImageInfo{.format = ImageFormat::webp,
                   .width = swap ? features.height : features.width,
                   .height = swap ? features.width : features.height,
                   .alpha = features.has_alpha != 0,
                   .orientation = orientation};
}

// ---- decoding ----

struct DeleteAnimation {
  void operator()(WebPAnimDecoder* decoder) const { WebPAnimDecoderDelete(decoder); }
};

Bitmap decode_first_frame(ByteView bytes, int width, int height) {
  const WebPData data{raw(bytes), bytes.size()};
  WebPAnimDecoderOptions options;
  if (WebPAnimDecoderOptionsInit(&options) == 0) throw std::runtime_error("libwebpdemux: version");
  const std::unique_ptr<WebPAnimDecoder, DeleteAnimation> decoder(
      WebPAnimDecoderNew(&data, &options));
  std::uint8_t* canvas = nullptr;
  int ends_at = 0;
  if (!decoder || WebPAnimDecoderGetNext(decoder.get(), &canvas, &ends_at) == 0)
    throw broken(webp_codec, "its first frame cannot be read");
  Bitmap bitmap(width, height);
  std::memcpy(bitmap.rgba.data(), canvas, bitmap.rgba.size());
  return bitmap;
}

Bitmap decode_webp_pixels(ByteView bytes) {
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0) throw std::runtime_error("libwebp: version");
  const VP8StatusCode header = WebPGetFeatures(raw(bytes), bytes.size(), &config.input);
  if (header != VP8_STATUS_OK) throw broken(webp_codec, reason(header));
  const int width = config.input.width;
  const int height = config.input.height;
  if (config.input.has_animation != 0) return decode_first_frame(bytes, width, height);

  Bitmap bitmap(width, height);
  config.options.use_threads = 1;
  config.output.colorspace = MODE_RGBA;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {
      .rgba = bitmap.rgba.data(), .stride = width * 4, .size = bitmap.rgba.size()};
  const VP8StatusCode status = WebPDecode(raw(bytes), bytes.size(), &config);
  WebPFreeDecBuffer(&config.output);
  if (status != VP8_STATUS_OK) throw broken(webp_codec, reason(status));
  return bitmap;
}

StoredPixels decode_webp(ByteView bytes, const ImageInfo&) {
  StoredPixels stored{.bitmap = decode_webp_pixels(bytes), .space = {}};
  const Demuxer demuxer = demuxer_of(bytes);
  if (!demuxer) return stored;
  stored.space.icc = chunk_of(demuxer, "ICCP");
  stored.orientation = orientation_in(demuxer);
  stored.frames = WebPDemuxGetI(demuxer.get(), WEBP_FF_FRAME_COUNT);
  return stored;
}

// ---- encoding ----

class Encoding {
 public:
  Encoding() {
    if (WebPPictureInit(&picture_) == 0) throw std::runtime_error("libwebp: version");
    WebPMemoryWriterInit(&writer_);
    picture_.writer = WebPMemoryWrite;
    picture_.custom_ptr = &writer_;
  }
  Encoding(const Encoding&) = delete;
  Encoding& operator=(const Encoding&) = delete;
  ~Encoding() {
    WebPMemoryWriterClear(&writer_);
    WebPPictureFree(&picture_);
  }

  // Converts directly to the encoder's planes. RGBX omits the alpha plane and its encoding.
  void import(const Bitmap& bitmap, bool lossless) {
    picture_.width = bitmap.width;
    picture_.height = bitmap.height;
    picture_.use_argb = lossless ? 1 : 0;
    const auto import = has_transparency(bitmap) ? WebPPictureImportRGBA : WebPPictureImportRGBX;
    if (import(&picture_, bitmap.rgba.data(), bitmap.width * 4) == 0) throw std::bad_alloc();
  }

  void encode(const WebPConfig& config) {
    if (WebPEncode(&config, &picture_) != 0) return;
    if (picture_.error_code == VP8_ENC_ERROR_OUT_OF_MEMORY ||
        picture_.error_code == VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY)
      throw std::bad_alloc();
    throw std::runtime_error(fmt::format("libwebp: encoding failed with code {}",
                                         static_cast<int>(picture_.error_code)));
  }

  ByteView bytes() const { return {reinterpret_cast<const std::byte*>(writer_.mem), writer_.size}; }

 private:
  WebPPicture picture_{};
  WebPMemoryWriter writer_{};
};

WebPConfig config_of(const WebpOptions& options) {
  WebPConfig config;
  if (WebPConfigInit(&config) == 0) throw std::runtime_error("libwebp: version");
  config.quality = static_cast<float>(options.lossless ? options.effort : options.quality);
  config.lossless = options.lossless ? 1 : 0;
  config.exact = options.exact ? 1 : 0;
  config.method = options.method;
  config.thread_level = 1;  // encodes alpha in parallel: half the wall time, the same bytes
  if (WebPValidateConfig(&config) == 0) {
    throw Error(ErrorCode::invalid_input, "WebP quality {} or method {} is out of range",
                options.lossless ? options.effort : options.quality, options.method)
        .with_help("quality is 0 to 100, method is 0 to 6");
  }
  return config;
}

}  // namespace

const Codec webp_codec{.format = ImageFormat::webp,
                       .name = "WebP",
                       .media_type = "image/webp",
                       .recognises = is_webp,
                       .probe = probe_webp,
                       .decode = decode_webp,
                       .strip = strip_webp,
                       .read_metadata = read_webp_metadata,
                       .write_metadata = write_webp_metadata,
                       .max_edge = WEBP_MAX_DIMENSION};

Bytes encode_webp(const Bitmap& bitmap, const WebpOptions& options) {
  check_encodable(webp_codec, bitmap);
  const WebPConfig config = config_of(options);
  Encoding encoding;
  encoding.import(bitmap, options.lossless);
  encoding.encode(config);
  return Bytes(encoding.bytes().begin(), encoding.bytes().end());
}

}  // namespace limner::image
