#include "art/style/palette.hpp"

#include "svg/colour.hpp"
#include "svg/raster.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <string>

namespace limner::art {
namespace {

// The mean colour of what is drawn opaquely.
std::array<double, 3> mean_colour(std::string_view body) {
  const Bitmap picture =
      svg::rasterise(fmt::format("<svg viewBox='0 0 128 128'>{}</svg>", body), 64, 64);
  std::array<double, 3> sum{};
  double count = 0;
  for (std::size_t i = 0; i < picture.rgba.size(); i += 4) {
    if (picture.rgba[i + 3] < 250) continue;
    for (std::size_t k = 0; k < 3; ++k) sum[k] += picture.rgba[i + k];
    ++count;
  }
  for (double& s : sum) s /= count * 255;
  return sum;
}

double hue_of(std::string_view body) {
  const auto c = mean_colour(body);
  return svg::to_hls(c[0], c[1], c[2]).hue * 360;
}

TEST_CASE("a thing gets the requested colour") {
  CHECK(hue_of(recolour(*find_icon("automobile"), "blue")) == doctest::Approx(210).epsilon(0.1));
  CHECK(hue_of(recolour(*find_icon("red-apple"), "green")) == doctest::Approx(122).epsilon(0.15));
  CHECK(hue_of(recolour(*find_icon("star"), "purple")) == doctest::Approx(275).epsilon(0.05));
}

TEST_CASE("a grey animal gets the requested colour too") {
  CHECK(hue_of(recolour(*find_icon("elephant"), "pink")) == doctest::Approx(338).epsilon(0.05));
}

TEST_CASE("white is light and black is dark") {
  const Icon& cat = *find_icon("b:cat-face");
  const auto light = mean_colour(recolour(cat, "white"));
  const auto dark = mean_colour(recolour(cat, "black"));
  CHECK(light[1] > 0.8);
  CHECK(dark[1] < 0.3);
}

TEST_CASE("parts with another hue keep their colour") {
  const std::string gift = recolour(*find_icon("balloon"), "yellow");
  CHECK(gift != find_icon("balloon")->body);
  const std::string blue_rose = recolour(*find_icon("rose"), "blue");
  CHECK(blue_rose.find("#5c9823") != std::string::npos);  // the leaves
}

TEST_CASE("an unknown colour changes nothing") {
  CHECK(recolour(*find_icon("rose"), "plaid") == find_icon("rose")->body);
  CHECK(is_colour_name("golden"));
  CHECK_FALSE(is_colour_name("plaid"));
}

TEST_CASE("a gradient becomes its stops' mean, weighed by their opacity") {
  const std::string flat = flatten_gradients(
      "<linearGradient id='a'><stop stop-color='#000000'/><stop offset='1' stop-color='#fefefe'/>"
      "</linearGradient><path fill='url(#a)' d='M0 0h9v9z'/><path stroke=\"url(#a)\" d='M0 0'/>");
  CHECK(flat == "<path fill='#7f7f7f' d='M0 0h9v9z'/><path stroke=\"#7f7f7f\" d='M0 0'/>");
}

TEST_CASE("a faint gradient is left out") {
  CHECK(flatten_gradients("<radialGradient id=\"b\"><stop stop-color=\"#fff\" stop-opacity=\".4\"/>"
                          "<stop stop-opacity=\"0\"/></radialGradient><path fill=\"url(#b)\"/>") ==
        "<path fill=\"none\"/>");
}

TEST_CASE("no icon has a gradient left when it is flat") {
  for (const Icon& icon : icons()) {
    const std::string flat = flatten_gradients(icon.body);
    CAPTURE(icon.slug);
    CHECK(flat.find("Gradient") == std::string::npos);
    CHECK(flat.find("fill=\"url(") == std::string::npos);
  }
}

TEST_CASE("ids and all references to them get the prefix") {
  CHECK(with_ids_prefixed("<g id=\"a\" clip-path=\"url(#b)\"/><use href='#a'/><use "
                          "xlink:href=\"#a\" fill=\"#abc\"/>",
                          "x7") ==
        "<g id=\"x7a\" clip-path=\"url(#x7b)\"/><use href='#x7a'/><use xlink:href=\"#x7a\" "
        "fill=\"#abc\"/>");
}

}  // namespace
}  // namespace limner::art
