#include "art/style/noise.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace limner::art {
namespace {

TEST_CASE("noise lies between 0 and 1, around a half") {
  Noise noise(3, {.cell = 8, .octaves = 3}, 256);
  double sum = 0;
  for (int y = 0; y < 256; ++y) {
    for (const float v : noise.row(y)) {
      CHECK_UNARY(v >= 0 && v <= 1);
      sum += v;
    }
  }
  CHECK(sum / 65536 == doctest::Approx(0.5).epsilon(0.05));
}

TEST_CASE("a row is the same whichever rows came before") {
  Noise in_order(5, {.cell = 7, .octaves = 2}, 64);
  std::vector<float> row;
  for (int y = 0; y <= 40; ++y) {
    const auto values = in_order.row(y);
    row.assign(values.begin(), values.end());
  }
  Noise at_once(5, {.cell = 7, .octaves = 2}, 64);
  const auto values = at_once.row(40);
  CHECK(std::equal(row.begin(), row.end(), values.begin()));
}

TEST_CASE("neighbours differ little within a cell, strangers much") {
  Noise noise(9, {.cell = 32, .octaves = 1}, 512);
  const auto row = noise.row(100);
  float step = 0;
  for (std::size_t x = 1; x < row.size(); ++x)
    step = std::max(step, std::fabs(row[x] - row[x - 1]));
  CHECK(step < 0.05);
  CHECK(*std::max_element(row.begin(), row.end()) - *std::min_element(row.begin(), row.end()) >
        0.4);
}

}  // namespace
}  // namespace limner::art
