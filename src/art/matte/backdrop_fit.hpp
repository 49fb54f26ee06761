// Fits the background colour of a picture as a smooth surface.
#pragma once

#include <limner/bitmap.hpp>

#include <array>
#include <vector>

namespace limner::art {

// One quadratic in x and y per channel, fitted robustly to the picture's border.
class BackdropFit {
 public:
  static BackdropFit fitted(const Bitmap& picture);

  using Colour = std::array<float, 3>;  // sRGB, 0…255
  Colour at(int x, int y) const;

  // Fills `colours` with the colours of row y, one per pixel.
  void row(int y, std::vector<Colour>& colours) const;

  double inlier() const { return inlier_; }             // share of border samples that fit
  double sigma() const { return sigma_; }               // their noise, Lab units
  int plain_corners() const { return plain_corners_; }  // of four

 private:
  static constexpr int terms = 6;
  using Surface = std::array<std::array<double, terms>, 3>;
  struct Sample {
    std::array<double, terms> basis;
    std::array<double, 3> colour;
    int corner;  // 0…3, or -1
  };

  BackdropFit(int width, int height) : width_(width), height_(height) {}
  std::array<double, terms> basis(int x, int y) const;
  std::vector<Sample> samples(const Bitmap& picture) const;
  static double refine(Surface& surface, const std::vector<Sample>& samples);
  void judge(const std::vector<Sample>& border);

  int width_;
  int height_;
  Surface surface_{};
  double inlier_ = 0;
  double sigma_ = 0;
  int plain_corners_ = 0;
};

}  // namespace limner::art
