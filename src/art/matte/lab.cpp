#include "art/matte/lab.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace limner::art {
namespace {

// The n-th root by Newton's method: the same on every C library.
double root(double x, int n) {
  if (x <= 0) return 0;
  double y = std::max(x, 0.05);
  for (int i = 0; i < 60; ++i) {
    double power = 1;
    for (int k = 1; k < n; ++k) power *= y;
    y += (x / power - y) / n;
  }
  return y;
}

// Lookup tables of the conversion.
struct Tables {
  static constexpr int cube_steps = 4096;
  std::array<float, 257> linear;  // of sRGB 0…255
  std::vector<float> f;           // Lab's f of 0…1.1

  Tables() : linear{}, f(cube_steps + 2) {
    for (std::size_t i = 0; i < linear.size(); ++i) {
      const double c = std::min(static_cast<double>(i), 255.0) / 255;
      const double base = (c + 0.055) / 1.055;
      linear[i] = static_cast<float>(c <= 0.04045 ? c / 12.92 : base * base * root(base * base, 5));
    }
    for (std::size_t i = 0; i < f.size(); ++i) {
      const double t = static_cast<double>(i) / cube_steps * 1.1;
      f[i] = static_cast<float>(t > 0.008856 ? root(t, 3) : 7.787 * t + 16.0 / 116);
    }
  }

  float linear_of(float c) const {
    const float clamped = std::clamp(c, 0.f, 255.f);
    const auto i = static_cast<std::size_t>(clamped);
    return linear[i] + (linear[i + 1] - linear[i]) * (clamped - static_cast<float>(i));
  }

  float f_of(float t) const {
    const float at = std::clamp(t, 0.f, 1.1f) * (cube_steps / 1.1f);
    const auto i = static_cast<std::size_t>(at);
    return f[i] + (f[i + 1] - f[i]) * (at - static_cast<float>(i));
  }
};

const Tables& tables() {
  static const Tables made;
  return made;
}

}  // namespace

Lab lab_of(float red, float green, float blue) {
  const Tables& t = tables();
  const float r = t.linear_of(red);
  const float g = t.linear_of(green);
  const float b = t.linear_of(blue);
  const float x = t.f_of((0.4124f * r + 0.3576f * g + 0.1805f * b) / 0.95047f);
  const float y = t.f_of(0.2126f * r + 0.7152f * g + 0.0722f * b);
  const float z = t.f_of((0.0193f * r + 0.1192f * g + 0.9505f * b) / 1.08883f);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

float distance(const Lab& a, const Lab& b) {
  const float dl = a[0] - b[0];
  const float da = a[1] - b[1];
  const float db = a[2] - b[2];
  return std::sqrt(dl * dl + da * da + db * db);
}

}  // namespace limner::art
