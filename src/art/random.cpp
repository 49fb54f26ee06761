// Deterministic random numbers.
#include "art/random.hpp"

#include <limner/asset.hpp>

#include <fmt/format.h>

#include <string>

namespace limner::art {

Random::Random(std::string_view prompt, std::int64_t seed)
    : state_(std::stoull(Digest::of(fmt::format("{}|{}", prompt, seed)).hex().substr(0, 16),
                         nullptr, 16)) {}

std::uint64_t Random::next() {
  const std::uint64_t number = splitmix64(state_);
  state_ += splitmix64_step;
  return number;
}

double Random::between(double low, double high) {
  constexpr double unit = 1.0 / 9007199254740992.0;  // 2^-53
  return low + (high - low) * (static_cast<double>(next() >> 11) * unit);
}

std::size_t Random::below(std::size_t count) {
  return static_cast<std::size_t>(next() % count);
}

}  // namespace limner::art
