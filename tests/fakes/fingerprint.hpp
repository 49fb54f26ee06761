// A hash of the pixels (FNV-1a).
#pragma once

#include <limner/bitmap.hpp>

#include <cstdint>

namespace limner::art {

inline std::uint64_t fingerprint(const Bitmap& picture) {
  std::uint64_t hash = 1469598103934665603u;  // FNV-1a
  for (const std::uint8_t byte : picture.rgba) hash = (hash ^ byte) * 1099511628211u;
  return hash;
}

}  // namespace limner::art
