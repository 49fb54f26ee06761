// Deterministic smooth noise by seed and position.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace limner::art {

// Value noise 0…1: the sum of several lattices, each half as wide as the one before and `fading`
// times as strong.
class Noise {
 public:
  struct Shape {
    double cell = 16;  // pixels between the first lattice's points
    int octaves = 3;
    double fading = 0.5;
  };
  Noise(std::uint64_t seed, const Shape& shape, int width);

  // The noise of row y, one value a pixel. Rows are cheap in rising order.
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
