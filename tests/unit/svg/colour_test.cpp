#include "svg/colour.hpp"

#include <doctest/doctest.h>

namespace limner::svg {
namespace {

TEST_CASE("colours are parsed from three or six digits, rgb() and names") {
  CHECK(parse_colour("#f80")->green == doctest::Approx(136 / 255.0));
  CHECK(parse_colour("#FF8800")->red == 1);
  CHECK(parse_colour("rgba(255, 0, 51, .4)")->alpha == doctest::Approx(0.4));
  CHECK(parse_colour("rgba(255, 0, 51, .4)")->blue == doctest::Approx(0.2));
  CHECK(parse_colour("orange")->green == doctest::Approx(165 / 255.0));
}

TEST_CASE("text that is not a colour gives nullopt") {
  for (const char* text : {"none", "", "#12", "#12345g", "url(#a)", "mauve-ish"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_colour(text).has_value());
  }
}

TEST_CASE("a colour converts to hue, lightness and saturation and back") {
  for (const Colour c : {Colour{1, 0.5, 0, 1}, Colour{0.2f, 0.3f, 0.9f, 1},
                         Colour{0.4f, 0.4f, 0.4f, 1}, Colour{0.1f, 0.8f, 0.3f, 1}}) {
    const Colour back = from_hls(to_hls(c.red, c.green, c.blue));
    CHECK(back.red == doctest::Approx(c.red).epsilon(0.0001));
    CHECK(back.green == doctest::Approx(c.green).epsilon(0.0001));
    CHECK(back.blue == doctest::Approx(c.blue).epsilon(0.0001));
  }
}

}  // namespace
}  // namespace limner::svg
