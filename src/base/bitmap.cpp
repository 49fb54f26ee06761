#include <limner/bitmap.hpp>

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <new>
#include <utility>

namespace limner {

namespace {

// Large blocks are their own mappings. With pages of 2 MiB, where the operating system has them,
// a picture of 24 megapixels causes 46 page faults in place of 23,000.
void prefer_large_pages([[maybe_unused]] std::uint8_t* bytes, [[maybe_unused]] std::size_t size) {
#ifdef MADV_HUGEPAGE
  constexpr std::uintptr_t page = 2 << 20;
  constexpr std::size_t least = 8 * page;
  if (size < least) return;
  const std::uintptr_t offset = reinterpret_cast<std::uintptr_t>(bytes) % page;
  const std::size_t skipped = offset == 0 ? 0 : page - offset;
  // Advice only: without large pages the memory works as well.
  madvise(bytes + skipped, (size - skipped) / page * page, MADV_HUGEPAGE);
#endif
}

}  // namespace

PixelBytes::PixelBytes(std::size_t size) : size_(size) {
  if (size == 0) return;
  bytes_.reset(static_cast<std::uint8_t*>(std::calloc(size, 1)));
  if (!bytes_) throw std::bad_alloc();
  prefer_large_pages(bytes_.get(), size);
}

PixelBytes::PixelBytes(const PixelBytes& other) : PixelBytes(other.size_) {
  std::copy(other.begin(), other.end(), begin());
}

PixelBytes::PixelBytes(PixelBytes&& other) noexcept
    : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

PixelBytes& PixelBytes::operator=(PixelBytes other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(size_, other.size_);
  return *this;
}

bool operator==(const PixelBytes& one, const PixelBytes& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end());
}

bool has_transparency(const Bitmap& bitmap) {
  for (std::size_t i = 3; i < bitmap.rgba.size(); i += 4) {
    if (bitmap.rgba[i] != 255) return true;
  }
  return false;
}

}  // namespace limner
