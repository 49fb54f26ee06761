// Bytes and the name that their content gives them.
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

std::span<const std::byte> as_bytes(std::string_view text);
std::string_view as_text(std::span<const std::byte> bytes);

// A SHA-256. Two blobs are the same blob when their digests are.
class Digest {
 public:
  static Digest of(std::span<const std::byte> content);
  static Digest of(std::string_view text) { return of(as_bytes(text)); }
  static Digest parse(std::string_view hex);  // throws Error{invalid_input}

  std::string hex() const;
  auto operator<=>(const Digest&) const = default;

 private:
  explicit Digest(const std::array<std::uint8_t, 32>& raw) : raw_(raw) {}
  std::array<std::uint8_t, 32> raw_;
};

// A blob as one step hands it to the next. Width and height are 0 for what is
// not a picture.
struct Asset {
  Digest digest;
  std::string media_type;
  std::uint64_t size = 0;  // bytes
  int width = 0;           // pixels
  int height = 0;
};

// "image/webp" → "webp"; "bin" for what we do not know.
std::string_view extension_of(std::string_view media_type);

}  // namespace limner
