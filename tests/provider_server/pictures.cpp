#include "provider_server/pictures.hpp"

#include <limner/base64.hpp>
#include <limner/image.hpp>

#include <mutex>
#include <tuple>

namespace limner::provider_server {

namespace {

struct EncodedPicture {
  Bytes bytes;
  std::string base64;
};

Bitmap painted(const PictureOptions& options) {
  Bitmap bitmap(options.edge, options.edge);
  std::uint32_t random = 1;
  for (int y = 0; y < options.edge; ++y) {
    for (int x = 0; x < options.edge; ++x) {
      std::uint8_t* pixel = bitmap.at(x, y);
      random = random * 1664525 + 1013904223;
      const bool inside = x > options.edge / 4 && x < options.edge * 3 / 4;
      pixel[0] = options.noise ? static_cast<std::uint8_t>(random >> 24) : inside ? 200 : 255;
      pixel[1] = options.noise ? static_cast<std::uint8_t>(random >> 16) : inside ? 90 : 255;
      pixel[2] = options.noise ? static_cast<std::uint8_t>(random >> 8) : inside ? 40 : 255;
      if (options.black) pixel[0] = pixel[1] = pixel[2] = 0;
      pixel[3] = options.cut_out && !inside ? 0 : 255;
    }
  }
  return bitmap;
}

Bytes encoded(const PictureOptions& options) {
  const Bitmap bitmap = painted(options);
  Bytes bytes = options.format == "jpeg"   ? image::encode_jpeg(bitmap)
                : options.format == "webp" ? image::encode_webp(bitmap, {})
                                           : image::encode_png(bitmap);
  if (options.cut) bytes.resize(bytes.size() / 2);
  return bytes;
}

const EncodedPicture& cached_picture(const PictureOptions& options) {
  using Key = std::tuple<std::string, int, bool, bool, bool, bool>;
  static std::mutex mutex;
  static std::map<Key, EncodedPicture> all;
  const std::lock_guard lock(mutex);
  EncodedPicture& one = all[Key(options.format, options.edge, options.noise, options.cut_out,
                                options.black, options.cut)];
  if (one.bytes.empty()) {
    one.bytes = encoded(options);
    one.base64 = base64_of(one.bytes);
  }
  return one;
}

}  // namespace

PictureOptions picture_options(const ScriptEntry& entry, std::string format) {
  return {.format =
              entry.reply == "wrong_type" ? (format == "jpeg" ? "png" : "jpeg") : std::move(format),
          .edge = static_cast<int>(entry.number("edge", 64)),
          .noise = entry.options.value("noise", false),
          .black = entry.reply == "black",
          .cut = entry.reply == "cut_picture"};
}

const Bytes& picture(const PictureOptions& options) {
  return cached_picture(options).bytes;
}

const std::string& picture_base64(const PictureOptions& options) {
  return cached_picture(options).base64;
}

}  // namespace limner::provider_server
