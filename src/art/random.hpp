// Chance that is the same on every machine: splitmix64, seeded by a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace limner {

class Random {
 public:
  // The first eight bytes of the SHA-256 of "prompt|seed".
  Random(std::string_view prompt, std::int64_t seed);

  std::uint64_t next();
  double between(double low, double high);  // low ≤ x < high
  std::size_t below(std::size_t count);     // 0 … count - 1; count > 0

 private:
  std::uint64_t state_;
};

}  // namespace limner
