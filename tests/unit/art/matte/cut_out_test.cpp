#include "art/matte/backdrop_fit.hpp"
#include "unit/art/plain_picture.hpp"

#include <limner/art.hpp>
#include <limner/error.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>

namespace limner::art {
namespace {

constexpr int cut_out_size = 512;
// None with a glow: one picture does not tell its alpha, and the guess has tests of its own.
constexpr std::array<const char*, 6> subjects{"fox",     "bicycle", "owl",
                                              "penguin", "b:lion",  "sunflower"};

// Share of pixels that the cut-out laid on `backdrop` gives back within `most`.
double given_back(const Bitmap& picture, const Bitmap& cut, const BackdropFit& backdrop, int most) {
  const Bitmap again = over(cut, [&](int x, int y) {
    const auto c = backdrop.at(x, y);
    return std::array<double, 3>{c[0], c[1], c[2]};
  });
  int good = 0;
  for (std::size_t i = 0; i < picture.rgba.size(); i += 4) {
    int worst = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      worst = std::max(worst, std::abs(picture.rgba[i + k] - again.rgba[i + k]));
    }
    good += worst <= most ? 1 : 0;
  }
  return good / (static_cast<double>(picture.rgba.size()) / 4);
}

TEST_CASE("a cut-out has the alpha that the subject had") {
  for (const char* slug : subjects) {
    const Bitmap subject = icon_alone(slug, cut_out_size);
    for (const auto& backdrop : {flat(236, 228, 250), flat(70, 160, 150), flat(30, 34, 60)}) {
      CAPTURE(std::string(slug));
      const Matte matte = cut_out(over(subject, backdrop));
      CHECK(likeness(matte.cut_out, subject) > 0.95);
      CHECK(matte.report.inlier == 1);
    }
  }
}

TEST_CASE("a cut-out laid on its backdrop is the picture again") {
  for (const char* slug : subjects) {
    CAPTURE(std::string(slug));
    const Bitmap picture = over(icon_alone(slug, cut_out_size), [](int x, int y) {
      return std::array<double, 3>{150 + x / 8.0, 215 - y / 10.0, 205};
    });
    const Matte matte = cut_out(picture);
    CHECK(given_back(picture, matte.cut_out, BackdropFit::fitted(picture), 2) > 0.99);
  }
}

TEST_CASE("a faint rim, lighter than the backdrop and than the subject, is given back") {
  const Bitmap disc =
      svg::rasterise("<svg viewBox='0 0 128 128'><circle cx='64' cy='64' r='40' fill='#2a1614' "
                     "stroke='#9298a0' stroke-width='1'/></svg>",
                     cut_out_size / 2, cut_out_size / 2);
  const Bitmap picture = over(disc, flat(120, 130, 140));
  const Matte matte = cut_out(picture);
  CHECK(given_back(picture, matte.cut_out, BackdropFit::fitted(picture), 15) == 1);
}

TEST_CASE("no rim of the backdrop's colour is left") {
  const Bitmap subject = icon_alone("fox", cut_out_size);
  const Matte matte = cut_out(over(subject, flat(40, 220, 60)));
  int green = 0;
  for (std::size_t i = 0; i < matte.cut_out.rgba.size(); i += 4) {
    const std::uint8_t* p = matte.cut_out.rgba.data() + i;
    green += p[3] > 60 && p[1] > p[0] + 40 && p[1] > p[2] + 40 ? 1 : 0;
  }
  CHECK(green == 0);
}

TEST_CASE("holes are cut through, and counted") {
  const std::string ring =
      "<svg viewBox='0 0 64 64'><path fill='#c33' fill-rule='evenodd' "
      "d='M8 32a24 24 0 1048 0a24 24 0 10-48 0zM20 32a12 12 0 1024 0a12 12 0 10-24 0z'/></svg>";
  const Bitmap subject = svg::rasterise(ring, cut_out_size, cut_out_size);
  const Matte matte = cut_out(over(subject, flat(190, 220, 240)));
  CHECK(matte.report.holes == 1);
  CHECK(likeness(matte.cut_out, subject) > 0.98);
}

TEST_CASE("white inside a subject on white is an eye, not a hole") {
  const Bitmap subject = icon_alone("robot", cut_out_size);
  const Matte matte = cut_out(over(subject, flat(255, 255, 255)));
  CHECK(matte.report.holes == 0);
  CHECK(likeness(matte.cut_out, subject) > 0.97);
}

TEST_CASE("noise, as hard JPEG leaves it, changes little") {
  for (const char* slug : {"fox", "owl", "b:lion"}) {
    CAPTURE(std::string(slug));
    const Bitmap subject = icon_alone(slug, cut_out_size);
    Bitmap picture = over(subject, flat(214, 232, 246));
    for (int y = 0; y < cut_out_size; ++y) {
      for (int x = 0; x < cut_out_size; ++x) {
        for (std::size_t k = 0; k < 3; ++k) {
          const double noisy = picture.at(x, y)[k] + 3 * noise_at(x, y, static_cast<unsigned>(k));
          picture.at(x, y)[k] = static_cast<std::uint8_t>(std::clamp(noisy, 0.0, 255.0));
        }
      }
    }
    const Matte matte = cut_out(picture);
    CHECK(matte.report.sigma > 0.5);
    CHECK(likeness(matte.cut_out, subject) > 0.95);
  }
}

TEST_CASE("a backdrop that gets brighter and darker is still one backdrop") {
  const Bitmap subject = icon_alone("fox", cut_out_size);
  const Matte matte = cut_out(over(subject, [](int x, int y) {
    const double u = x / 512.0 - 0.4;
    const double v = y / 512.0 - 0.3;
    return std::array<double, 3>{190 - 90 * (u * u + v * v), 225 - 60 * v, 150 + 40 * u};
  }));
  CHECK(likeness(matte.cut_out, subject) > 0.95);
}

TEST_CASE("a soft shadow is removed with the backdrop") {
  const Bitmap subject = icon_alone("fox", cut_out_size);
  const Matte matte = cut_out(over(subject, [](int x, int y) {
    const double dx = (x - 256) / 150.0;
    const double dy = (y - 400) / 40.0;
    const double shade = 1 - 0.18 * std::exp(-(dx * dx + dy * dy));
    return std::array<double, 3>{190 * shade, 214 * shade, 245 * shade};
  }));
  CHECK(likeness(matte.cut_out, subject) > 0.95);
}

TEST_CASE("a subject may be cut by one side of the picture") {
  const Bitmap subject = svg::rasterise(
      fmt::format("<svg viewBox='-32 -16 192 144'>{}</svg>", find_icon("woman-teacher@2")->body),
      cut_out_size, cut_out_size * 3 / 4);
  const Matte matte = cut_out(over(subject, flat(240, 226, 200)));
  CHECK(likeness(matte.cut_out, subject) > 0.95);
}

TEST_CASE("a picture that fills its frame is refused, with the figures") {
  const Bitmap nothing(cut_out_size, cut_out_size);
  const Bitmap park = over(nothing, [](int x, int y) {
    const double leaves = 30 * noise_at(x / 3, y / 3, 5);
    if (y < cut_out_size * 4 / 10) return std::array<double, 3>{150.0 + y / 4.0, 200, 240};
    return std::array<double, 3>{90 + leaves, 140 + leaves, 60 + leaves / 2};
  });
  try {
    cut_out(park);
    FAIL("no refusal");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::backdrop_not_plain);
    CHECK(std::string(error.what()).find("% of the border") != std::string::npos);
    CHECK_FALSE(error.help().empty());
  }
}

TEST_CASE("a backdrop without subject is refused") {
  CHECK_THROWS_AS(cut_out(over(Bitmap(64, 64), flat(200, 220, 240))), Error);
  CHECK_THROWS_AS(cut_out(Bitmap()), Error);
  CHECK_THROWS_AS(cut_out(over(Bitmap(1, 1), flat(1, 2, 3))), Error);
}

TEST_CASE("a picture that is cut out already stays as it is") {
  const Bitmap subject = icon_alone("fox", 64);
  const Matte matte = cut_out(subject);
  CHECK(matte.cut_out.rgba == subject.rgba);
  CHECK(matte.report.coverage > 0.1);
}

TEST_CASE("removed pixels are transparent, kept pixels keep their colour") {
  const Bitmap picture = over(icon_alone("sunflower", cut_out_size), flat(225, 235, 250));
  const Matte matte = cut_out(picture);
  CHECK(matte.cut_out.at(2, 2)[3] == 0);
  const std::uint8_t* middle = matte.cut_out.at(cut_out_size / 2, cut_out_size * 45 / 100);
  CHECK(middle[3] == 255);
  CHECK(middle[0] == picture.at(cut_out_size / 2, cut_out_size * 45 / 100)[0]);
}

}  // namespace
}  // namespace limner::art
