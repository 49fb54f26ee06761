#include "art/matte/region.hpp"

#include "art/matte/grain.hpp"
#include "unit/art/plain_picture.hpp"

#include <doctest/doctest.h>

#include <numeric>

namespace limner::art {
namespace {

constexpr int region_size = 120;

int count(const BackdropRegion& region) {
  return std::accumulate(region.is_backdrop.begin(), region.is_backdrop.end(), 0);
}

// A box from 40 to 80 with a colour of its own.
Bitmap with_box(const BackdropPaint& backdrop, const BackdropPaint& box) {
  Bitmap picture = over(Bitmap(region_size, region_size), backdrop);
  for (int y = 40; y < 80; ++y) {
    for (int x = 40; x < 80; ++x) {
      const auto c = box(x, y);
      for (std::size_t k = 0; k < 3; ++k) picture.at(x, y)[k] = static_cast<std::uint8_t>(c[k]);
    }
  }
  return picture;
}

TEST_CASE("all but the box is backdrop") {
  const Bitmap picture = with_box(flat(200, 220, 240), flat(200, 60, 60));
  const BackdropRegion region = find_backdrop(picture, BackdropFit::fitted(picture));
  CHECK(count(region) == region_size * region_size - 1600);
  CHECK(region.holes == 0);
}

TEST_CASE("a pale box that differs by an edge is kept") {
  const Bitmap picture = with_box(flat(234, 246, 228), flat(222, 222, 222));
  CHECK(count(find_backdrop(picture, BackdropFit::fitted(picture))) ==
        region_size * region_size - 1600);
}

TEST_CASE("a pale shape with soft edges at every angle is kept") {
  const Bitmap ball = svg::rasterise(
      "<svg viewBox='0 0 120 120'><ellipse cx='60' cy='60' rx='50' ry='9' fill='#d4d8d0' "
      "transform='rotate(7 60 60)'/></svg>",
      region_size * 4, region_size * 4);
  const Bitmap picture = over(ball, flat(234, 246, 228));
  const BackdropRegion region = find_backdrop(picture, BackdropFit::fitted(picture));
  CHECK(region.is_backdrop[region.index(240, 240)] == 0);
  CHECK(region.is_backdrop[region.index(100, 222)] == 0);
}

TEST_CASE("a box of the backdrop's colour cannot be distinguished from it") {
  const Bitmap picture = with_box(flat(200, 220, 240), flat(202, 221, 240));
  CHECK(count(find_backdrop(picture, BackdropFit::fitted(picture))) == region_size * region_size);
}

TEST_CASE("distances are in quarters of a Lab unit") {
  const Bitmap picture = with_box(flat(119, 119, 119), flat(122, 122, 122));
  const auto distances = distances_from(picture, BackdropFit::fitted(picture));
  CHECK(distances.distance[0] == 0);
  CHECK(distances.distance[60 * region_size + 60] == doctest::Approx(4.9).epsilon(0.25));
}

TEST_CASE("a darker backdrop is like a shadow, another colour is not") {
  const Bitmap shaded = with_box(flat(200, 220, 240), flat(170, 187, 204));
  CHECK(distances_from(shaded, BackdropFit::fitted(shaded)).like_shadow[60 * region_size + 60] ==
        1);
  const Bitmap red = with_box(flat(200, 220, 240), flat(200, 170, 170));
  CHECK(distances_from(red, BackdropFit::fitted(red)).like_shadow[60 * region_size + 60] == 0);
}

TEST_CASE("grain hides no line that is thinner than its smoothing") {
  Bitmap picture = over(Bitmap(region_size, region_size), [](int x, int y) {
    const double n = 9 * noise_at(x, y, 3);
    return std::array<double, 3>{210 + n, 206 + n, 195 + n};
  });
  for (int x = 10; x < 110; ++x) picture.at(x, 20)[0] = picture.at(x, 20)[1] = 30;
  const BackdropRegion region = find_backdrop_under_grain(picture, BackdropFit::fitted(picture));
  int kept = 0;
  for (int x = 15; x < 105; ++x) kept += region.is_backdrop[region.index(x, 20)] == 0 ? 1 : 0;
  CHECK(kept == 90);
}

TEST_CASE("grain leaves no specks, in the backdrop or in the subject") {
  const auto grainy = [](double red, double green, double blue) {
    return [=](int x, int y) {
      const double n = 9 * noise_at(x, y, 3);
      return std::array<double, 3>{red + n, green + n, blue + n};
    };
  };
  const Bitmap picture = with_box(grainy(240, 236, 225), grainy(190, 225, 240));
  const BackdropRegion region = find_backdrop_under_grain(picture, BackdropFit::fitted(picture));
  int specks = 0;
  for (int y = 0; y < region_size; ++y) {
    for (int x = 0; x < region_size; ++x) {
      const bool deep = x >= 44 && x < 76 && y >= 44 && y < 76;
      const bool outside = x < 36 || x >= 84 || y < 36 || y >= 84;
      const bool is_backdrop = region.is_backdrop[region.index(x, y)] != 0;
      specks += (deep && is_backdrop) || (outside && !is_backdrop) ? 1 : 0;
    }
  }
  CHECK(specks == 0);
}

}  // namespace
}  // namespace limner::art
