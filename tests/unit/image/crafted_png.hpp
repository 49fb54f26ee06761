// PNG files made byte by byte, so that a test can make the ones no encoder makes.
#pragma once

#include <limner/asset.hpp>

#include <array>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

namespace limner::image::crafted {

inline std::string big_endian(std::uint32_t value) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(value >> shift & 0xff);
  return text;
}

inline std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const char c : bytes) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

inline std::uint32_t adler32(std::string_view bytes) {
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (const char c : bytes) {
    a = (a + static_cast<std::uint8_t>(c)) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

// zlib without compression; at most 65 535 bytes.
inline std::string stored(std::string_view data) {
  const auto length = static_cast<std::uint16_t>(data.size());
  const auto inverse = static_cast<std::uint16_t>(~length);
  std::string zlib = "\x78\x01\x01";
  for (const std::uint16_t number : {length, inverse}) {
    zlib += static_cast<char>(number & 0xff);
    zlib += static_cast<char>(number >> 8);
  }
  return zlib.append(data).append(big_endian(adler32(data)));
}

// zlib that unpacks to at least `count` times the same letter: 13 bits for every 258.
inline std::string packed_run(std::size_t count, char letter = '\0') {
  std::string zlib = "\x78\x01";
  unsigned pending = 0;
  int bits = 0;
  const auto put = [&](std::string_view code) {
    for (const char bit : code) {
      pending |= static_cast<unsigned>(bit == '1') << bits++;
      if (bits == 8) {
        zlib += static_cast<char>(pending);
        pending = 0;
        bits = 0;
      }
    }
  };
  put("110");  // last block, fixed codes
  const std::string literal = std::bitset<8>(0x30U + static_cast<unsigned>(letter)).to_string();
  put(literal);
  std::size_t done = 1;
  for (; done < count; done += 258) put("1100010100000");
  put("0000000");  // end
  if (bits > 0) zlib += static_cast<char>(pending);
  constexpr std::uint64_t base = 65521;
  const auto value = static_cast<std::uint64_t>(letter);
  const std::uint64_t a = (1 + value * done) % base;
  const std::uint64_t b = (done + done * (done + 1) / 2 % base * value) % base;
  return zlib.append(big_endian(static_cast<std::uint32_t>(b << 16 | a)));
}

inline std::string chunk(std::string_view type, std::string_view data) {
  const std::string body = std::string(type).append(data);
  return big_endian(static_cast<std::uint32_t>(data.size())) + body + big_endian(crc32(body));
}

struct Header {
  std::uint32_t width = 1;
  std::uint32_t height = 1;
  int depth = 8;
  int colour_type = 6;  // 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGBA
  bool interlaced = false;
};

inline std::string start(const Header& header) {
  std::string data = big_endian(header.width) + big_endian(header.height);
  for (const int byte : {header.depth, header.colour_type, 0, 0, header.interlaced ? 1 : 0})
    data += static_cast<char>(byte);
  return std::string("\x89PNG\r\n\x1a\n") + chunk("IHDR", data);
}

// `rows` is what deflate hides: a filter byte before each row.
inline std::string png(const Header& header, std::string_view rows, std::string_view extra = {}) {
  return start(header).append(extra) + chunk("IDAT", stored(rows)) + chunk("IEND", "");
}

// One green pixel whose colours are declared as Display P3.
inline std::string display_p3() {
  using namespace std::string_literals;
  return png({.colour_type = 2}, "\0\x20\xf0\x20"s, chunk("cICP", "\x0c\x0d\0\x01"s));
}

// An RGB picture, in the seven passes of Adam7.
template <class ColourAt>
std::string interlaced_rows(int size, const ColourAt& colour_at) {
  constexpr std::array<std::array<int, 4>, 7> passes{{{0, 0, 8, 8},
                                                      {4, 0, 8, 8},
                                                      {0, 4, 4, 8},
                                                      {2, 0, 4, 4},
                                                      {0, 2, 2, 4},
                                                      {1, 0, 2, 2},
                                                      {0, 1, 1, 2}}};
  std::string rows;
  for (const auto& [x0, y0, dx, dy] : passes) {
    for (int y = y0; y < size; y += dy) {
      rows += '\0';
      for (int x = x0; x < size; x += dx) rows += colour_at(x, y);
    }
  }
  return rows;
}

}  // namespace limner::image::crafted
