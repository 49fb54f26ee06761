#include <limner/bitmap.hpp>

namespace limner {

bool has_transparency(const Bitmap& bitmap) {
  for (std::size_t i = 3; i < bitmap.rgba.size(); i += 4) {
    if (bitmap.rgba[i] != 255) return true;
  }
  return false;
}

}  // namespace limner
