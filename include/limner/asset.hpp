// Byte sequences, their SHA-256 digests, and assets: bytes with a media type and size.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

using Bytes = std::vector<std::byte>;

// Both views refer to the argument's memory and are valid as long as it is.
std::span<const std::byte> as_bytes(std::string_view text);
std::string_view as_text(std::span<const std::byte> bytes);

// A SHA-256 digest. Blobs with equal digests are treated as identical.
class Digest {
 public:
  static Digest of(std::span<const std::byte> content);
  static Digest of(std::string_view text) { return of(as_bytes(text)); }
  // 64 hexadecimal digits in lower case. Throws Error{invalid_input} for anything else.
  static Digest parse(std::string_view hex);

  std::string hex() const;  // 64 digits in lower case
  auto operator<=>(const Digest&) const = default;

 private:
  explicit Digest(const std::array<std::uint8_t, 32>& raw) : raw_(raw) {}
  std::array<std::uint8_t, 32> raw_;
};

// The description of a blob that steps pass to each other; the bytes are in the blob
// store. Width and height are 0 unless it is a picture.
struct Asset {
  Digest digest;
  std::string media_type;
  std::uint64_t size = 0;  // bytes
  int width = 0;           // pixels
  int height = 0;
};

// "image/webp" → "webp"; "bin" for unknown media types. The view is static.
std::string_view extension_of(std::string_view media_type);

}  // namespace limner
