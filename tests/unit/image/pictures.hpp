// Small pictures to look at from both sides, and what tests ask of pixels.
#pragma once

#include <limner/bitmap.hpp>
#include <limner/error.hpp>
#include <limner/image.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>

namespace limner::image::pictures {

using Colour = std::array<int, 4>;

inline Colour colour(const Bitmap& bitmap, int x, int y) {
  const std::uint8_t* pixel = bitmap.at(x, y);
  return {pixel[0], pixel[1], pixel[2], pixel[3]};
}

inline void paint(Bitmap& bitmap, int x, int y, const Colour& value) {
  for (std::size_t c = 0; c < 4; ++c) bitmap.at(x, y)[c] = static_cast<std::uint8_t>(value[c]);
}

inline Bitmap plain(int width, int height, const Colour& value) {
  Bitmap bitmap(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) paint(bitmap, x, y, value);
  }
  return bitmap;
}

// Every pixel differs from its neighbours; `alpha` makes the left half fade.
inline Bitmap gradient(int width, int height, bool alpha = false) {
  Bitmap bitmap(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const int fade = alpha && x < width / 2 ? x * 255 / width : 255;
      paint(bitmap, x, y, {x * 255 / width, y * 255 / height, (x + y) * 5 % 256, fade});
    }
  }
  return bitmap;
}

// The largest difference of any channel.
inline int distance(const Bitmap& a, const Bitmap& b) {
  if (a.width != b.width || a.height != b.height) return 256;
  int most = 0;
  for (std::size_t i = 0; i < a.rgba.size(); ++i)
    most = std::max(most, std::abs(int{a.rgba[i]} - int{b.rgba[i]}));
  return most;
}

// What decode() says against these bytes; empty when it takes them.
inline std::string refusal(std::span<const std::byte> bytes, const ImageLimits& limits = {}) {
  try {
    decode(bytes, limits);
    return "";
  } catch (const Error& error) {
    return error.code() == ErrorCode::invalid_input && !error.help().empty() ? error.what()
                                                                             : "another error";
  }
}

inline std::string refusal(std::string_view bytes, const ImageLimits& limits = {}) {
  return refusal(as_bytes(bytes), limits);
}

// By how many bytes `work` raised the most memory that this process has ever used.
template <class Work>
std::int64_t memory_for(const Work& work) {
  const auto peak = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return std::int64_t{usage.ru_maxrss} * 1024;
  };
  const std::int64_t before = peak();
  work();
  return peak() - before;
}

// How many beginnings of a file, and how many copies with one byte changed, are
// taken or refused. Whatever else happens ends the test program.
struct PixelStatistics {
  int taken = 0;
  int refused = 0;
};

inline PixelStatistics survey_damage(std::span<const std::byte> file) {
  PixelStatistics statistics;
  const auto ask = [&](std::span<const std::byte> bytes) {
    ++(refusal(bytes, {.bytes = 1 << 20, .pixels = 1 << 20}).empty() ? statistics.taken
                                                                     : statistics.refused);
  };
  for (std::size_t length = 0; length < file.size(); ++length) ask(file.first(length));
  Bytes changed(file.begin(), file.end());
  for (std::size_t at = 0; at < file.size(); ++at) {
    for (const std::byte flip : {std::byte{0x01}, std::byte{0x80}, std::byte{0xff}}) {
      changed[at] = file[at] ^ flip;
      ask(changed);
    }
    changed[at] = file[at];
  }
  return statistics;
}

}  // namespace limner::image::pictures
