// Bytes as hexadecimal digits.
#pragma once

#include <string>
#include <string_view>

namespace limner::store {

constexpr std::string_view hex_digits = "0123456789abcdef";

// `hex`: an even number of hex_digits.
inline std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2)
    bytes += static_cast<char>(hex_digits.find(hex[at]) << 4 | hex_digits.find(hex[at + 1]));
  return bytes;
}

inline std::string to_hex(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += hex_digits[byte >> 4];
    hex += hex_digits[byte & 15];
  }
  return hex;
}

}  // namespace limner::store
