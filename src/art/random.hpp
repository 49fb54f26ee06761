// Deterministic random numbers: splitmix64, seeded by a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace limner::art {

inline constexpr std::uint64_t splitmix64_step = 0x9E3779B97F4A7C15u;

// The output for this state; the next state is `state + splitmix64_step`.
inline std::uint64_t splitmix64(std::uint64_t state) {
  std::uint64_t mixed = state + splitmix64_step;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
  return mixed ^ (mixed >> 31);
}

class Random {
 public:
  // The initial state is the first eight bytes of the SHA-256 of "prompt|seed".
  Random(std::string_view prompt, std::int64_t seed);

  std::uint64_t next();
  double between(double low, double high);  // low ≤ x < high
  std::size_t below(std::size_t count);     // 0 … count - 1; count > 0

 private:
  std::uint64_t state_;
};

}  // namespace limner::art
