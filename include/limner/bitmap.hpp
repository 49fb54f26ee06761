// A decoded picture in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

namespace limner {

// A fixed number of bytes. Zero at first: large blocks are zero pages of the operating system,
// which are not written until they are used. Copying copies the bytes; a moved-from object is
// empty. Different objects may be used from different threads. Throws std::bad_alloc.
class PixelBytes {
 public:
  PixelBytes() = default;
  explicit PixelBytes(std::size_t size);
  PixelBytes(const PixelBytes& other);
  PixelBytes(PixelBytes&& other) noexcept;
  PixelBytes& operator=(PixelBytes other) noexcept;
  ~PixelBytes() = default;

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::uint8_t* data() { return bytes_.get(); }
  const std::uint8_t* data() const { return bytes_.get(); }
  std::uint8_t* begin() { return data(); }
  const std::uint8_t* begin() const { return data(); }
  std::uint8_t* end() { return data() + size_; }
  const std::uint8_t* end() const { return data() + size_; }
  // Not checked: i < size().
  std::uint8_t& operator[](std::size_t i) { return data()[i]; }
  const std::uint8_t& operator[](std::size_t i) const { return data()[i]; }

  friend bool operator==(const PixelBytes& one, const PixelBytes& other);

 private:
  struct Free {
    void operator()(std::uint8_t* bytes) const { std::free(bytes); }
  };

  std::unique_ptr<std::uint8_t[], Free> bytes_;
  std::size_t size_ = 0;
};

// Rows from top to bottom without padding, four bytes per pixel: red, green, blue, alpha;
// sRGB, alpha not premultiplied. Invariant: rgba.size() == width * height * 4. Copying
// copies all pixels.
struct Bitmap {
  int width = 0;
  int height = 0;
  PixelBytes rgba;

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
