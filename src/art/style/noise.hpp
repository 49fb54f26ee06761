// Deterministic smooth noise by seed and position.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace limner::art {

// Fractal value noise, 0…1: a sum of octaves, each with half the cell size and `fading` times the
// amplitude of the previous one.
class Noise {
 public:
  struct Shape {
    double cell = 16;  // cell size of the first octave, pixels
    int octaves = 3;
    double fading = 0.5;
  };
  Noise(std::uint64_t seed, const Shape& shape, int width);

  // The noise of row y, one value per pixel, valid until the next call. Fastest in ascending order.
  std::span<const float> row(int y);

 private:
  struct Octave {
    double cell;
    float strength;
    std::uint64_t seed;
    std::vector<float> upper;  // the lattice rows around y, mixed along x
    std::vector<float> lower;
    int lattice_row = -2;
  };
  void fill(const Octave& octave, int lattice_row, std::vector<float>& values) const;

  std::vector<Octave> octaves_;
  std::vector<float> row_;
};

}  // namespace limner::art
