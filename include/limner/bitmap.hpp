// Pixels in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace limner {

// Rows from the top, four bytes a pixel: red, green, blue, alpha. sRGB, alpha
// not multiplied in. rgba.size() == width * height * 4.
struct Bitmap {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgba;

  Bitmap() = default;
  Bitmap(int w, int h)
      : width(w), height(h), rgba(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 4) {}

  std::uint8_t* at(int x, int y) {
    return rgba.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                          static_cast<std::size_t>(x)) *
                             4;
  }
  const std::uint8_t* at(int x, int y) const { return const_cast<Bitmap*>(this)->at(x, y); }
};

bool has_transparency(const Bitmap& bitmap);

}  // namespace limner
