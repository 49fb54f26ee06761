#include <limner/error.hpp>
#include <limner/image.hpp>

#include <cstring>

namespace limner::image {

Bitmap crop(const Bitmap& bitmap, int x, int y, int width, int height) {
  const bool inside = x >= 0 && y >= 0 && width > 0 && height > 0 && width <= bitmap.width &&
                      height <= bitmap.height && x <= bitmap.width - width &&
                      y <= bitmap.height - height;
  if (!inside) {
    throw Error(ErrorCode::invalid_input, "{} x {} pixels at {},{} lie outside of {} x {}", width,
                height, x, y, bitmap.width, bitmap.height)
        .with_help("choose a rectangle inside the picture");
  }
  Bitmap cut(width, height);
  for (int row = 0; row < height; ++row)
    std::memcpy(cut.at(0, row), bitmap.at(x, y + row), static_cast<std::size_t>(width) * 4);
  return cut;
}

}  // namespace limner::image
