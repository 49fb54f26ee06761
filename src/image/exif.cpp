#include "image/exif.hpp"

#include "image/codec.hpp"

#include <algorithm>

namespace limner::image {

namespace {

constexpr std::string_view exif_mark{"Exif\0\0", 6};

// A TIFF structure that is changed in place.
class TiffEditor {
 public:
  explicit TiffEditor(Bytes& bytes)
      : bytes_(bytes), little_endian_(starts_with(bytes, "II")), valid_(check_header()) {}

  // False as soon as something outside of the structure was named.
  bool valid() const { return valid_; }

  std::size_t number(std::size_t at, std::size_t length) {
    if (!has(at, length)) return 0;
    std::size_t value = 0;
    for (std::size_t i = 0; i < length; ++i)
      value = value << 8 | byte_at(bytes_, little_endian_ ? at + length - 1 - i : at + i);
    return value;
  }

  void set_number(std::size_t at, std::size_t length, std::size_t value) {
    if (!has(at, length)) return;
    for (std::size_t i = 0; i < length; ++i) {
      bytes_[little_endian_ ? at + i : at + length - 1 - i] = static_cast<std::byte>(value & 0xff);
      value >>= 8;
    }
  }

  void erase(std::size_t at, std::size_t length) {
    if (has(at, length))
      std::fill_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at), length, std::byte{});
  }

 private:
  bool check_header() {
    const bool known = little_endian_ || starts_with(bytes_, "MM");
    return known && bytes_.size() >= 8;
  }

  bool has(std::size_t at, std::size_t length) {
    valid_ = valid_ && at <= bytes_.size() && length <= bytes_.size() - at;
    return valid_;
  }

  Bytes& bytes_;
  bool little_endian_;
  bool valid_;
};

constexpr std::size_t tiff_entry_size = 12;

// Calls visit(tag, position of the entry's value).
template <class Visit>
void for_each_entry(TiffEditor& tiff, std::size_t directory, const Visit& visit) {
  const std::size_t count = tiff.number(directory, 2);
  for (std::size_t i = 0; i < count && tiff.valid(); ++i) {
    const std::size_t entry = directory + 2 + i * tiff_entry_size;
    visit(tiff.number(entry, 2), entry + 8);
  }
}

std::size_t end_of_entries(TiffEditor& tiff, std::size_t directory) {
  return directory + 2 + tiff.number(directory, 2) * tiff_entry_size;
}

// A preview is a JPEG, or one strip of plain pixels.
void erase_preview(TiffEditor& tiff, std::size_t directory) {
  std::size_t start = 0;
  std::size_t length = 0;
  for_each_entry(tiff, directory, [&](std::size_t tag, std::size_t value) {
    if (tag == 0x0201 || tag == 0x0111) start = tiff.number(value, 4);
    if (tag == 0x0202 || tag == 0x0117) length = tiff.number(value, 4);
  });
  tiff.erase(start, length);
  tiff.erase(directory, end_of_entries(tiff, directory) - directory);
}

}  // namespace

Bytes upright_exif(Bytes exif) {
  constexpr std::size_t orientation_tag = 0x0112;
  if (starts_with(exif, exif_mark)) exif.erase(exif.begin(), exif.begin() + std::ssize(exif_mark));
  TiffEditor tiff(exif);
  if (!tiff.valid()) return {};
  const std::size_t first = tiff.number(4, 4);
  for_each_entry(tiff, first, [&](std::size_t tag, std::size_t value) {
    if (tag == orientation_tag) tiff.set_number(value, 2, 1);
  });
  const std::size_t link = end_of_entries(tiff, first);
  const std::size_t second = tiff.number(link, 4);
  if (second != 0) {
    tiff.set_number(link, 4, 0);
    erase_preview(tiff, second);
  }
  if (!tiff.valid()) return {};
  return exif;
}

}  // namespace limner::image
