#include "provider_server/pictures.hpp"

#include <limner/base64.hpp>
#include <limner/image.hpp>

#include <mutex>
#include <tuple>

namespace limner::provider_server {

namespace {

struct Made {
  Bytes bytes;
  std::string base64;
};

Bitmap painted(const PictureWish& wish) {
  Bitmap bitmap(wish.edge, wish.edge);
  std::uint32_t chance = 1;
  for (int y = 0; y < wish.edge; ++y) {
    for (int x = 0; x < wish.edge; ++x) {
      std::uint8_t* pixel = bitmap.at(x, y);
      chance = chance * 1664525 + 1013904223;
      const bool inside = x > wish.edge / 4 && x < wish.edge * 3 / 4;
      pixel[0] = wish.noise ? static_cast<std::uint8_t>(chance >> 24) : inside ? 200 : 255;
      pixel[1] = wish.noise ? static_cast<std::uint8_t>(chance >> 16) : inside ? 90 : 255;
      pixel[2] = wish.noise ? static_cast<std::uint8_t>(chance >> 8) : inside ? 40 : 255;
      if (wish.black) pixel[0] = pixel[1] = pixel[2] = 0;
      pixel[3] = wish.cut_out && !inside ? 0 : 255;
    }
  }
  return bitmap;
}

Bytes encoded(const PictureWish& wish) {
  const Bitmap bitmap = painted(wish);
  if (wish.format == "jpeg") return image::encode_jpeg(bitmap);
  if (wish.format == "webp") return image::encode_webp(bitmap, {});
  return image::encode_png(bitmap);
}

const Made& made(const PictureWish& wish) {
  using Key = std::tuple<std::string, int, bool, bool, bool>;
  static std::mutex mutex;
  static std::map<Key, Made> all;
  const std::lock_guard lock(mutex);
  Made& one = all[Key(wish.format, wish.edge, wish.noise, wish.cut_out, wish.black)];
  if (one.bytes.empty()) {
    one.bytes = encoded(wish);
    one.base64 = base64_of(one.bytes);
  }
  return one;
}

}  // namespace

PictureWish wish_of(const Entry& entry, std::string format) {
  return {.format =
              entry.reply == "wrong_type" ? (format == "jpeg" ? "png" : "jpeg") : std::move(format),
          .edge = static_cast<int>(entry.number("edge", 64)),
          .noise = entry.options.value("noise", false),
          .black = entry.reply == "black"};
}

const Bytes& picture(const PictureWish& wish) {
  return made(wish).bytes;
}

const std::string& picture_base64(const PictureWish& wish) {
  return made(wish).base64;
}

}  // namespace limner::provider_server
