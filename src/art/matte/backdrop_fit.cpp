#include "art/matte/backdrop_fit.hpp"

#include "art/matte/lab.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace limner::art {
namespace {

constexpr std::size_t terms = 6;
constexpr std::size_t columns = terms + 3;  // the right-hand sides of three channels
using Equations = std::array<std::array<double, columns>, terms>;

float clamped(double v) {
  return static_cast<float>(std::clamp(v, 0.0, 255.0));
}

// Gauss-Jordan with pivoting; undetermined terms stay 0.
void solve(Equations& a) {
  for (std::size_t i = 0; i < terms; ++i) {
    std::size_t pivot = i;
    for (std::size_t r = i + 1; r < terms; ++r) {
      if (std::fabs(a[r][i]) > std::fabs(a[pivot][i])) pivot = r;
    }
    std::swap(a[i], a[pivot]);
    if (std::fabs(a[i][i]) < 1e-9) continue;
    for (std::size_t r = 0; r < terms; ++r) {
      if (r == i) continue;
      const double f = a[r][i] / a[i][i];
      for (std::size_t c = i; c < columns; ++c) a[r][c] -= f * a[i][c];
    }
  }
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::array<double, BackdropFit::terms> BackdropFit::basis(int x, int y) const {
  const double u = 2.0 * x / width_ - 1;
  const double v = 2.0 * y / height_ - 1;
  return {1, u, v, u * u, u * v, v * v};
}

std::vector<BackdropFit::Sample> BackdropFit::samples(const Bitmap& picture) const {
  constexpr double share = 0.012;  // of the shorter side
  constexpr int wanted = 4000;
  const int shorter = std::min(width_, height_);
  const int ring = std::max(3, static_cast<int>(share * shorter));
  const int corner = std::max(ring, static_cast<int>(0.04 * shorter));
  const int step = std::max(1, 2 * (width_ + height_) * ring / wanted);
  std::vector<Sample> result;
  for (int y = 0; y < height_; ++y) {
    const bool whole_row = y < ring || y >= height_ - ring;
    for (int x = 0; x < width_; ++x) {
      if (!whole_row && x == ring && width_ > 2 * ring) x = width_ - ring;
      if ((x * 7 + y * 13) % step != 0) continue;
      const std::uint8_t* p = picture.at(x, y);
      const bool left = x < corner;
      const bool top = y < corner;
      const bool in_corner = (left || x >= width_ - corner) && (top || y >= height_ - corner);
      result.push_back(
          {basis(x, y),
           {static_cast<double>(p[0]), static_cast<double>(p[1]), static_cast<double>(p[2])},
           in_corner ? (left ? 0 : 1) + (top ? 0 : 2) : -1});
    }
  }
  return result;
}

// Iteratively reweighted least squares. Returns the sum of the last weights: the share of the
// border that fits.
double BackdropFit::refine(Surface& surface, const std::vector<Sample>& samples) {
  double agreed = 0;
  for (const double reach : {60.0, 40.0, 24.0, 14.0, 14.0, 14.0}) {
    Equations a{};
    agreed = 0;
    for (const Sample& s : samples) {
      double error = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        double value = 0;
        for (std::size_t m = 0; m < terms; ++m) value += surface[k][m] * s.basis[m];
        error += (s.colour[k] - value) * (s.colour[k] - value);
      }
      const double part = error / (reach * reach);
      if (part >= 1) continue;
      const double weight = (1 - part) * (1 - part);
      agreed += weight;
      for (std::size_t i = 0; i < terms; ++i) {
        const double w = weight * s.basis[i];
        for (std::size_t j = 0; j < terms; ++j) a[i][j] += w * s.basis[j];
        for (std::size_t k = 0; k < 3; ++k) a[i][terms + k] += w * s.colour[k];
      }
    }
    // Slight regularisation avoids curvature where there are no samples.
    const double pull = 2e-5 * static_cast<double>(samples.size());
    for (std::size_t i = 1; i < terms; ++i) a[i][i] += pull;
    solve(a);
    for (std::size_t k = 0; k < 3; ++k) {
      for (std::size_t m = 0; m < terms; ++m) {
        surface[k][m] = std::fabs(a[m][m]) < 1e-9 ? 0 : a[m][terms + k] / a[m][m];
      }
    }
  }
  return agreed;
}

BackdropFit BackdropFit::fitted(const Bitmap& picture) {
  BackdropFit result(picture.width, picture.height);
  const std::vector<Sample> border = result.samples(picture);
  if (border.empty()) return result;
  // From the border's median, and from the straight line through its ends: the
  // first finds flat colours beside large subjects, the second strong gradients.
  Surface flat{};
  Surface sloped{};
  for (std::size_t k = 0; k < 3; ++k) {
    std::vector<double> values;
    std::array<std::vector<double>, 4> corners;
    for (const Sample& s : border) {
      values.push_back(s.colour[k]);
      if (s.corner >= 0) corners[static_cast<std::size_t>(s.corner)].push_back(s.colour[k]);
    }
    flat[k][0] = median(values);
    std::array<double, 4> c{};
    for (std::size_t i = 0; i < 4; ++i) c[i] = corners[i].empty() ? flat[k][0] : median(corners[i]);
    sloped[k] = {(c[0] + c[1] + c[2] + c[3]) / 4, (c[1] + c[3] - c[0] - c[2]) / 4,
                 (c[2] + c[3] - c[0] - c[1]) / 4, 0,
                 (c[0] + c[3] - c[1] - c[2]) / 4, 0};
  }
  const double flat_agrees = refine(flat, border);
  const double sloped_agrees = refine(sloped, border);
  result.surface_ = sloped_agrees > flat_agrees * 1.02 ? sloped : flat;
  result.judge(border);
  return result;
}

void BackdropFit::judge(const std::vector<Sample>& border) {
  constexpr float fits = 8;  // Lab units
  std::vector<double> noise;
  std::array<int, 4> in_corner{};
  std::array<int, 4> plain{};
  for (const Sample& s : border) {
    Colour here;
    for (std::size_t k = 0; k < 3; ++k) {
      double value = 0;
      for (std::size_t m = 0; m < terms; ++m) value += surface_[k][m] * s.basis[m];
      here[k] = clamped(value);
    }
    const auto c = [&](std::size_t k) { return static_cast<float>(s.colour[k]); };
    const float d = distance(lab_of(c(0), c(1), c(2)), lab_of(here[0], here[1], here[2]));
    if (d < fits) noise.push_back(d);
    if (s.corner < 0) continue;
    ++in_corner[static_cast<std::size_t>(s.corner)];
    plain[static_cast<std::size_t>(s.corner)] += d < fits ? 1 : 0;
  }
  inlier_ = static_cast<double>(noise.size()) / static_cast<double>(border.size());
  for (std::size_t i = 0; i < 4; ++i) plain_corners_ += plain[i] * 10 > in_corner[i] * 7 ? 1 : 0;
  if (noise.empty()) return;
  const auto most = noise.begin() + static_cast<std::ptrdiff_t>(noise.size() * 8 / 10);
  std::nth_element(noise.begin(), most, noise.end());
  sigma_ = *most;
}

BackdropFit::Colour BackdropFit::at(int x, int y) const {
  const auto b = basis(x, y);
  Colour colour;
  for (std::size_t k = 0; k < 3; ++k) {
    double value = 0;
    for (std::size_t m = 0; m < terms; ++m) value += surface_[k][m] * b[m];
    colour[k] = clamped(value);
  }
  return colour;
}

void BackdropFit::row(int y, std::vector<Colour>& colours) const {
  colours.resize(static_cast<std::size_t>(width_));
  const double v = 2.0 * y / height_ - 1;
  for (std::size_t k = 0; k < 3; ++k) {
    const auto& s = surface_[k];
    const double constant = s[0] + s[2] * v + s[5] * v * v;
    const double linear = s[1] + s[4] * v;
    for (std::size_t x = 0; x < colours.size(); ++x) {
      const double u = 2.0 * static_cast<double>(x) / width_ - 1;
      colours[x][k] = clamped(constant + u * (linear + u * s[3]));
    }
  }
}

}  // namespace limner::art
