#include "art/style/plane.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace limner::art {
namespace {

double plane_sum(const Plane& plane) {
  return std::accumulate(plane.values.begin(), plane.values.end(), 0.0);
}

TEST_CASE("a blur spreads a point like a Gaussian and loses nothing") {
  Plane plane(101, 101, 1);
  plane.row(50)[50] = 1;
  blur(plane, 6);
  CHECK(plane_sum(plane) == doctest::Approx(1).epsilon(1e-4));
  double along = 0;
  double across = 0;
  for (int y = 0; y < 101; ++y) {
    for (int x = 0; x < 101; ++x) {
      const double v = plane.row(y)[static_cast<std::size_t>(x)];
      along += v * (x - 50) * (x - 50);
      across += v * (y - 50) * (y - 50);
    }
  }
  CHECK(std::sqrt(along) == doctest::Approx(6).epsilon(0.1));
  CHECK(std::sqrt(across) == doctest::Approx(6).epsilon(0.1));
}

TEST_CASE("an even plane stays even, up to its border") {
  Plane plane(20, 9, 3);
  std::fill(plane.values.begin(), plane.values.end(), 0.25f);
  blur(plane, 30);
  for (const float v : plane.values) CHECK(v == doctest::Approx(0.25));
}

TEST_CASE("rows and columns are blurred alike") {
  Plane a(40, 40, 1);
  Plane b(40, 40, 1);
  for (std::size_t i = 0; i < 40; ++i) {
    for (int k = 0; k < 40; ++k) {
      const auto v = static_cast<float>((i * i * 7 + static_cast<std::size_t>(k) * 13) % 17);
      a.row(k)[i] = v;
      b.row(static_cast<int>(i))[static_cast<std::size_t>(k)] = v;
    }
  }
  blur(a, 5);
  blur(b, 5);
  for (int y = 0; y < 40; ++y) {
    for (std::size_t x = 0; x < 40; ++x) {
      CHECK(a.row(y)[x] ==
            doctest::Approx(b.row(static_cast<int>(x))[static_cast<std::size_t>(y)]));
    }
  }
}

TEST_CASE("channels do not mix, and less than half a pixel changes nothing") {
  Plane plane(30, 30, 3);
  for (std::size_t i = 1; i < plane.values.size(); i += 3) plane.values[i] = 1;
  const Plane before = plane;
  blur(plane, 0.4);
  CHECK(plane.values == before.values);
  blur(plane, 4);
  CHECK(plane.row(10)[30] == 0);
  CHECK(plane.row(10)[31] == doctest::Approx(1));
}

}  // namespace
}  // namespace limner::art
