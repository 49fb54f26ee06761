#include "art/matte/backdrop_fit.hpp"

#include "unit/art/plain_picture.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace limner::art {
namespace {

double worst_error(const BackdropFit& fit, const BackdropPaint& paint, int size) {
  double worst = 0;
  for (int y = 0; y < size; y += 7) {
    for (int x = 0; x < size; x += 7) {
      const auto a = fit.at(x, y);
      const auto b = paint(x, y);
      for (std::size_t k = 0; k < 3; ++k) worst = std::max(worst, std::fabs(a[k] - b[k]));
    }
  }
  return worst;
}

TEST_CASE("a flat colour is found to the last step") {
  const auto paint = flat(200, 100, 50);
  CHECK(worst_error(BackdropFit::fitted(over(Bitmap(100, 100), paint)), paint, 100) < 0.5);
}

TEST_CASE("a strong slope from corner to corner is found") {
  const BackdropPaint paint = [](int x, int y) {
    return std::array<double, 3>{60 + (x + y) * 0.4, 220 - x * 0.5, 90 + y * 0.6};
  };
  const BackdropFit fit = BackdropFit::fitted(over(Bitmap(200, 200), paint));
  CHECK(fit.inlier() > 0.99);
  CHECK(worst_error(fit, paint, 200) < 2);
}

TEST_CASE("a slope is found beside a subject at the border, where the median misleads") {
  const BackdropPaint paint = [](int x, int) {
    return std::array<double, 3>{10 + x * 1.21, 245 - x * 1.21, 60 + x * 0.66};
  };
  Bitmap picture = over(Bitmap(200, 200), paint);
  for (int y = 150; y < 200; ++y) {
    for (int x = 30; x < 190; ++x) {
      picture.at(x, y)[0] = 30;
      picture.at(x, y)[1] = 30;
      picture.at(x, y)[2] = 200;
    }
  }
  CHECK(worst_error(BackdropFit::fitted(picture), paint, 200) < 2);
}

TEST_CASE("a subject on a third of the border does not pull the colour over") {
  const auto paint = flat(230, 240, 220);
  Bitmap picture = over(Bitmap(200, 200), paint);
  for (int y = 120; y < 200; ++y) {
    for (int x = 40; x < 180; ++x) picture.at(x, y)[0] = 20;
  }
  const BackdropFit fit = BackdropFit::fitted(picture);
  CHECK(worst_error(fit, paint, 200) < 1);
  CHECK(fit.inlier() < 0.9);
  CHECK(fit.plain_corners() == 4);
}

TEST_CASE("the row and the single pixel have the same colour") {
  const BackdropFit fit = BackdropFit::fitted(over(Bitmap(120, 90), [](int x, int y) {
    return std::array<double, 3>{100.0 + x, 200 - x * y / 90.0, 50.0 + y};
  }));
  std::vector<BackdropFit::Colour> row;
  fit.row(37, row);
  REQUIRE(row.size() == 120);
  for (int x = 0; x < 120; ++x) {
    for (std::size_t k = 0; k < 3; ++k) {
      CHECK(row[static_cast<std::size_t>(x)][k] == doctest::Approx(fit.at(x, 37)[k]).epsilon(1e-4));
    }
  }
}

TEST_CASE("two plain corners are two") {
  Bitmap picture = over(Bitmap(200, 200), flat(230, 240, 220));
  for (int y = 150; y < 200; ++y) {
    for (int x = 0; x < 200; ++x) picture.at(x, y)[2] = static_cast<std::uint8_t>(x % 90);
  }
  CHECK(BackdropFit::fitted(picture).plain_corners() == 2);
}

}  // namespace
}  // namespace limner::art
