#include "art/matte/lab.hpp"

#include <doctest/doctest.h>

namespace limner::art {
namespace {

TEST_CASE("known colours have their known Lab values") {
  const Lab white = lab_of(255, 255, 255);
  CHECK(white[0] == doctest::Approx(100).epsilon(0.001));
  CHECK(white[1] + 1 == doctest::Approx(1).epsilon(0.05));
  const Lab red = lab_of(255, 0, 0);
  CHECK(red[0] == doctest::Approx(53.24).epsilon(0.005));
  CHECK(red[1] == doctest::Approx(80.09).epsilon(0.005));
  CHECK(red[2] == doctest::Approx(67.20).epsilon(0.005));
  const Lab grey = lab_of(119, 119, 119);
  CHECK(grey[0] == doctest::Approx(50.03).epsilon(0.005));
  CHECK(lab_of(0, 0, 0)[0] == doctest::Approx(0));
}

TEST_CASE("fractional values are interpolated, values outside are clamped") {
  CHECK(lab_of(100.5f, 0, 0)[0] > lab_of(100, 0, 0)[0]);
  CHECK(lab_of(300, -5, 0) == lab_of(255, 0, 0));
}

TEST_CASE("the distance is the straight line") {
  CHECK(distance({50, 3, 0}, {50, 0, 4}) == doctest::Approx(5));
}

}  // namespace
}  // namespace limner::art
