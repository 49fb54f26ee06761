// A decoded picture in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace limner {

// Rows from top to bottom without padding, four bytes per pixel: red, green, blue, alpha;
// sRGB, alpha not premultiplied. Invariant: rgba.size() == width * height * 4. Copying
// copies all pixels.
struct Bitmap {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgba;

  Bitmap() = default;
  // Transparent black. `w` and `h` are in pixels and not negative.
  Bitmap(int w, int h)
      : width(w), height(h), rgba(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 4) {}

  // The four bytes of a pixel. Not checked: 0 <= x < width, 0 <= y < height.
  std::uint8_t* at(int x, int y) {
    return rgba.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                          static_cast<std::size_t>(x)) *
                             4;
  }
  const std::uint8_t* at(int x, int y) const { return const_cast<Bitmap*>(this)->at(x, y); }
};

// Whether any pixel has an alpha below 255.
bool has_transparency(const Bitmap& bitmap);

}  // namespace limner
