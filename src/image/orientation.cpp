#include "image/orientation.hpp"

#include <cstring>

namespace limner::image {

namespace {

// A TIFF structure; its first two bytes give the byte order.
struct Tiff {
  ByteView bytes;
  bool little_endian;

  std::optional<std::uint32_t> number(std::size_t at, std::size_t length) const {
    if (at > bytes.size() || bytes.size() - at < length) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < length; ++i)
      value = value << 8 | byte_at(bytes, little_endian ? at + length - 1 - i : at + i);
    return value;
  }
};

}  // namespace

int orientation_of(ByteView exif) {
  constexpr std::string_view mark{"Exif\0\0", 6};
  if (starts_with(exif, mark)) exif = exif.subspan(mark.size());
  constexpr std::uint32_t orientation_tag = 0x0112;
  constexpr std::size_t entry_size = 12;
  const Tiff tiff{exif, starts_with(exif, "II")};
  if (!tiff.little_endian && !starts_with(exif, "MM")) return 1;
  const std::size_t directory = tiff.number(4, 4).value_or(0);
  const std::uint32_t entries = tiff.number(directory, 2).value_or(0);
  for (std::uint32_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + i * entry_size;
    const auto tag = tiff.number(entry, 2);
    if (!tag) return 1;
    if (tag != orientation_tag) continue;
    const std::uint32_t value = tiff.number(entry + 8, 2).value_or(1);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

Bitmap apply_orientation(Bitmap bitmap, int orientation) {
  if (orientation < 2 || orientation > 8) return bitmap;
  const bool swap = swaps_sides(orientation);
  Bitmap upright(swap ? bitmap.height : bitmap.width, swap ? bitmap.width : bitmap.height);
  // Values 2, 3, 7, 8 are mirrored left to right in the file's own rows or columns,
  // 3, 4, 6, 7 top to bottom.
  const bool from_right =
      orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_below =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  for (int y = 0; y < upright.height; ++y) {
    for (int x = 0; x < upright.width; ++x) {
      const int column = swap ? y : x;
      const int row = swap ? x : y;
      std::memcpy(upright.at(x, y),
                  bitmap.at(from_right ? bitmap.width - 1 - column : column,
                            from_below ? bitmap.height - 1 - row : row),
                  4);
    }
  }
  return upright;
}

}  // namespace limner::image
