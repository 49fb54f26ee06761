#include "art/style/noise.hpp"

#include "art/random.hpp"

#include <algorithm>
#include <cstddef>

namespace limner::art {
namespace {

float value_at(std::uint64_t seed, int x, int y) {
  const auto place = (static_cast<std::uint64_t>(static_cast<std::uint32_t>(y)) << 32) |
                     static_cast<std::uint32_t>(x);
  return static_cast<float>(splitmix64(seed ^ splitmix64(place)) >> 40) / 16777216.f;
}

float eased(float t) {
  return t * t * (3 - 2 * t);
}

}  // namespace

Noise::Noise(std::uint64_t seed, const Shape& shape, int width)
    : row_(static_cast<std::size_t>(width)) {
  double cell = shape.cell;
  double strength = 1;
  double sum = 0;
  for (int i = 0; i < shape.octaves; ++i) {
    Octave octave{.cell = std::max(cell, 1.5), .strength = static_cast<float>(strength)};
    octave.seed = splitmix64(seed + static_cast<std::uint64_t>(i));
    octave.upper.resize(row_.size());
    octave.lower.resize(row_.size());
    octaves_.push_back(octave);
    sum += strength;
    strength *= shape.fading;
    cell /= 2;
  }
  for (Octave& octave : octaves_) octave.strength /= static_cast<float>(sum);
}

void Noise::fill(const Octave& octave, int lattice_row, std::vector<float>& values) const {
  int column = -1;
  float left = 0;
  float right = 0;
  for (std::size_t x = 0; x < values.size(); ++x) {
    const double at = static_cast<double>(x) / octave.cell;
    const int cell = static_cast<int>(at);
    if (cell != column) {
      column = cell;
      left = value_at(octave.seed, cell, lattice_row);
      right = value_at(octave.seed, cell + 1, lattice_row);
    }
    values[x] = left + (right - left) * eased(static_cast<float>(at - cell));
  }
}

std::span<const float> Noise::row(int y) {
  std::fill(row_.begin(), row_.end(), 0.f);
  for (Octave& octave : octaves_) {
    const double at = y / octave.cell;
    const int lattice_row = static_cast<int>(at);
    if (lattice_row == octave.lattice_row + 1) {
      octave.upper.swap(octave.lower);
      fill(octave, lattice_row + 1, octave.lower);
    } else if (lattice_row != octave.lattice_row) {
      fill(octave, lattice_row, octave.upper);
      fill(octave, lattice_row + 1, octave.lower);
    }
    octave.lattice_row = lattice_row;
    const float t = eased(static_cast<float>(at - lattice_row));
    for (std::size_t x = 0; x < row_.size(); ++x) {
      row_[x] += octave.strength * (octave.upper[x] + (octave.lower[x] - octave.upper[x]) * t);
    }
  }
  return row_;
}

}  // namespace limner::art
