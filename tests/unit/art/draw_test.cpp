#include <limner/art.hpp>
#include <limner/asset.hpp>
#include <limner/error.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner::art {
namespace {

ArtRequest small(std::string prompt) {
  return {.prompt = std::move(prompt), .width = 256, .height = 256};
}

const char* const main_prompt = "a cute chipmunk sleeping in a nest with her family";

TEST_CASE("the same request gives the same picture, another seed another one") {
  const ArtPicture one = draw(small(main_prompt));
  const ArtPicture two = draw(small(main_prompt));
  CHECK(one.scene_svg == two.scene_svg);
  CHECK(one.pixels.rgba == two.pixels.rgba);
  ArtRequest other = small(main_prompt);
  other.seed = 2;
  CHECK(draw(other).scene_svg != one.scene_svg);
}

// The pixels that are promised to be the same everywhere. A change of the artist
// changes them, and is then looked at as a whole: see tests/art/sheet.cpp.
TEST_CASE("the pixels of known prompts are the known ones, whatever the compiler") {
  struct Golden {
    std::string_view prompt;
    Backdrop backdrop;
    std::string_view digest;  // its first letters
  };
  constexpr std::array<Golden, 5> goldens{{
      {"a cute chipmunk sleeping in a nest with her family", Backdrop::plain, "8ceeb385901c5cb8"},
      {"a cute chipmunk sleeping in a nest with her family", Backdrop::scene, "9e6c34f01ecb8e7e"},
      {"three happy cats on a sofa", Backdrop::plain, "45789383b3be7e00"},
      {"pirate ship in a storm", Backdrop::scene, "c12c11be25e5e425"},
      {"a red bicycle leaning on a tree", Backdrop::scene, "d68db4440283bffc"},
  }};
  for (const Golden& golden : goldens) {
    ArtRequest request = small(std::string(golden.prompt));
    request.backdrop = golden.backdrop;
    const Bitmap pixels = draw(request).pixels;
    const std::string digest = Digest::of(std::as_bytes(std::span(pixels.rgba))).hex();
    CHECK_MESSAGE(digest.substr(0, 16) == golden.digest, golden.prompt);
  }
}

TEST_CASE("every ratio is drawn at the size that was asked for") {
  constexpr std::array<std::pair<int, int>, 4> ratios{
      {{256, 256}, {256, 192}, {192, 256}, {384, 216}}};
  for (const auto& [width, height] : ratios) {
    ArtRequest request = small(main_prompt);
    request.width = width;
    request.height = height;
    const ArtPicture picture = draw(request);
    CHECK(picture.pixels.width == width);
    CHECK(picture.pixels.height == height);
    CHECK(picture.scene_svg.find("viewBox") != std::string::npos);
  }
}

TEST_CASE("every asset is credited once, with its licence") {
  ArtRequest request = small("a red bicycle leaning on a tree");
  const std::vector<ArtCredit> credits = draw(request).credits;
  const auto bicycle = std::find_if(credits.begin(), credits.end(),
                                    [](const ArtCredit& c) { return c.asset == "bicycle"; });
  REQUIRE(bicycle != credits.end());
  CHECK(bicycle->source == "Noto Emoji 1.2.9");
  CHECK(bicycle->licence == "Apache-2.0");
  CHECK(bicycle->changes == "recoloured, composed");
  CHECK(std::count_if(credits.begin(), credits.end(),
                      [](const ArtCredit& c) { return c.asset == "deciduous-tree"; }) == 1);
}

TEST_CASE("words that were left out are reported") {
  CHECK(draw(small("a cat with a zyzzyva")).words_not_drawn == std::vector<std::string>{"zyzzyva"});
  CHECK(draw(small("a calendar with a red circle")).words_not_drawn.empty());
  CHECK(draw(small("a cat in the kitchen")).words_not_drawn == std::vector<std::string>{"kitchen"});
  CHECK(draw(small("a cat in a room")).words_not_drawn.empty());
  CHECK(draw(small(main_prompt)).words_not_drawn.empty());
}

TEST_CASE("a picture with an approximate drawing has a note") {
  const auto notes = draw(small("a spaniel")).notes;
  CHECK(std::count(notes.begin(), notes.end(), "approximate") == 1);
  CHECK(draw(small("a dog")).notes.empty());
}

TEST_CASE("nothing drawable is refused by name, with the nearest known words") {
  try {
    draw(small("a chipmonk"));
    FAIL("drawn");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::unsupported_prompt);
    const std::string message = error.what();
    CHECK(message.find("\"chipmonk\"") != std::string::npos);
    CHECK(message.find("\"chipmunk\"") != std::string::npos);
    CHECK(error.help().find("--model") != std::string_view::npos);
  }
}

// Each is refused or drawn; nothing of it may reach the SVG.
TEST_CASE("hostile prompts are refused or drawn, and never quoted in the scene") {
  std::string long_prompt;
  while (long_prompt.size() < 4000) long_prompt += "a zyxwv cat with two qwert dogs and ";
  const std::vector<std::string> prompts{
      "",
      " \t\n",
      "the of and with in on a an to",
      "without",
      "made of",
      "of of of in the style of",
      "кот спит в гнезде",
      "猫が寝ている",
      "🐿️🐿️🐿️",
      "<svg onload='alert(1)'/> cat",
      "a cat\"/><script>zyxwv</script>",
      "cat' onclick='zyxwv' x='",
      std::string("a cat\0zyxwv dog", 15),
      "a cat \x1b[31mzyxwv\x1b[0m \xff\xfe\xc0\x80",
      "999999999999999999999 cats",
      "-1 cats and 0 dogs",
      "a a a a a a cat cat cat cat",
      std::string(4000, 'a'),
      std::string(4000, ','),
      std::string(4000, '\''),
      long_prompt,
  };
  for (const std::string& prompt : prompts) {
    try {
      const ArtPicture picture = draw(small(prompt));
      CHECK_MESSAGE(picture.scene_svg.find("zyxwv") == std::string::npos, prompt);
      CHECK(picture.scene_svg.find("script") == std::string::npos);
      CHECK(picture.pixels.rgba.size() == 256 * 256 * 4);
    } catch (const Error& error) {
      CHECK_MESSAGE(error.code() == ErrorCode::unsupported_prompt, prompt);
    }
  }
}

TEST_CASE("a size that makes no sense is refused before anything is drawn") {
  ArtRequest request = small("a cat");
  request.width = 0;
  CHECK_THROWS_AS(draw(request), Error);
  request.width = 50000;
  CHECK_THROWS_AS(draw(request), Error);
}

TEST_CASE("a plain backdrop is one colour from edge to edge") {
  const ArtPicture picture = draw(small("a cat"));
  const std::uint8_t* corner = picture.pixels.at(0, 0);
  for (int i = 0; i < 256; ++i) {
    for (const std::uint8_t* edge : {picture.pixels.at(i, 0), picture.pixels.at(i, 255),
                                     picture.pixels.at(0, i), picture.pixels.at(255, i)}) {
      CHECK(std::equal(edge, edge + 4, corner));
    }
  }
}

}  // namespace
}  // namespace limner::art
