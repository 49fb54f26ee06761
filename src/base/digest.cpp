// SHA-256 by libcrypto, and its hexadecimal form.
#include <limner/asset.hpp>
#include <limner/error.hpp>

#include <openssl/evp.h>

#include <stdexcept>

namespace limner {

namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

struct MediaType {
  std::string_view name;
  std::string_view extension;
};
constexpr MediaType media_types[] = {
    {"image/png", "png"},     {"image/jpeg", "jpg"}, {"image/webp", "webp"},
    {"image/svg+xml", "svg"}, {"image/gif", "gif"},  {"application/json", "json"},
    {"text/plain", "txt"},    {"text/html", "html"}, {"text/event-stream", "sse"},
};

}  // namespace

std::span<const std::byte> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Digest Digest::of(std::span<const std::byte> content) {
  std::array<std::uint8_t, 32> raw{};
  if (EVP_Digest(content.data(), content.size(), raw.data(), nullptr, EVP_sha256(), nullptr) != 1)
    throw std::logic_error("libcrypto has no SHA-256");
  return Digest(raw);
}

Digest Digest::parse(std::string_view hex) {
  std::array<std::uint8_t, 32> raw{};
  bool good = hex.size() == 2 * raw.size();
  for (std::size_t i = 0; good && i < raw.size(); ++i) {
    const int high = hex_value(hex[2 * i]);
    const int low = hex_value(hex[2 * i + 1]);
    good = high >= 0 && low >= 0;
    raw[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  if (!good) throw Error(ErrorCode::invalid_input, "\"{}\" is not a SHA-256 digest", hex);
  return Digest(raw);
}

std::string Digest::hex() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * raw_.size());
  for (const std::uint8_t b : raw_) {
    text += digits[b >> 4];
    text += digits[b & 15];
  }
  return text;
}

std::string_view extension_of(std::string_view media_type) {
  for (const MediaType& row : media_types) {
    if (row.name == media_type) return row.extension;
  }
  return "bin";
}

}  // namespace limner
