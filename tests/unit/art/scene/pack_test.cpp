#include "art/scene/pack.hpp"

#include <limner/art.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>

namespace limner::art {
namespace {

TEST_CASE("the pack is the one that was vendored") {
  CHECK(art_pack_version() == "noto1.2.9-r1");
  CHECK(art_pack_digest() == "73673dca2d4a90cc98077be435f9d1e2dcdff643dc79a71e8dcf86d819471b96");
}

TEST_CASE("icons are sorted, so that each is found") {
  CHECK(icons().size() > 1400);
  for (std::size_t i = 1; i < icons().size(); ++i) CHECK(icons()[i - 1].slug < icons()[i].slug);
  for (const Icon& icon : icons()) CHECK(find_icon(icon.slug) == &icon);
  CHECK(find_icon("no-such-icon") == nullptr);
  CHECK(find_icon("") == nullptr);
  CHECK(find_icon("zzzz") == nullptr);
}

TEST_CASE("an icon names its source") {
  CHECK(find_icon("chipmunk")->category == "Animals & Nature");
  CHECK(find_icon("chipmunk")->based_on == "chipmunk");
  CHECK(find_icon("b:fox")->based_on == "fox");
  CHECK(find_icon("p:pirateship")->based_on == "skull");
  CHECK(find_icon("p:surfboard")->based_on.empty());
  for (const Icon& icon : icons()) {
    CAPTURE(icon.slug);
    CHECK_FALSE(icon.category.empty());
    CHECK_FALSE(icon.label.empty());
    CHECK(icon.house == (icon.based_on != icon.slug));
    CHECK(icon.based_on.empty() == (icon.house && find_icon(icon.based_on) == nullptr));
  }
}

TEST_CASE("an icon's box lies in its square and has an inside") {
  for (const Icon& icon : icons()) {
    CAPTURE(icon.slug);
    CHECK(icon.ink.x0 >= 0);
    CHECK(icon.ink.y0 >= 0);
    CHECK(icon.ink.x1 <= 128);
    CHECK(icon.ink.y1 <= 128);
    CHECK(icon.ink.width() > 3);
    CHECK(icon.ink.height() > 3);
  }
}

TEST_CASE("eyes are inside the head, and decide where it faces") {
  CHECK(find_icon("chipmunk")->head.facing == 'L');
  CHECK(find_icon("fox")->head.facing == 'F');
  CHECK(find_icon("penguin")->eyes.size() == 1);
  for (const Icon& icon : icons()) {
    CAPTURE(icon.slug);
    CHECK(icon.eyes.size() <= 2);
    CHECK((icon.head.facing == 'F' || icon.eyes.size() == 1));
    for (const Eye& eye : icon.eyes) {
      CHECK(eye.x > icon.ink.x0);
      CHECK(eye.x < icon.ink.x1);
      CHECK(eye.y > icon.ink.y0);
      CHECK(eye.y < icon.ink.y1);
      CHECK(icon.head.top <= eye.y);
      CHECK(eye.w > 1);
      CHECK(eye.h > 1);
    }
  }
}

TEST_CASE("busts are people, tiles are pictures") {
  CHECK(find_icon("woman-teacher")->bust);
  CHECK(find_icon("boy")->bust);
  CHECK_FALSE(find_icon("h:boy")->bust);
  CHECK_FALSE(find_icon("person-running")->bust);
  CHECK_FALSE(find_icon("fox")->bust);
  CHECK(find_icon("bridge-at-night")->tile);
  CHECK_FALSE(find_icon("calendar")->tile);
}

TEST_CASE("a tint is the hue that stands out, and greys have none") {
  CHECK(find_icon("red-apple")->tint.hue == doctest::Approx(0).epsilon(0.06));
  CHECK(find_icon("frog")->tint.hue == doctest::Approx(0.2).epsilon(0.1));
  CHECK(find_icon("elephant")->tint.hue < 0);
}

TEST_CASE("a teacher without the blackboard has lost two paths") {
  const std::string_view whole = find_icon("woman-teacher")->body;
  const std::string_view alone = find_icon("woman-teacher@2")->body;
  const auto paths = [](std::string_view body) {
    int count = 0;
    for (std::size_t at = 0; (at = body.find("<path", at)) != std::string_view::npos; ++at) ++count;
    return count;
  };
  CHECK(paths(alone) == paths(whole) - 2);
}

TEST_CASE("words are plain, sorted and name icons that are there") {
  CHECK(pack_words().size() > 3000);
  const PackWord* before = nullptr;
  for (const PackWord& word : pack_words()) {
    CAPTURE(word.phrase);
    CHECK(find_icon(word.slug) != nullptr);
    CHECK(word.weight > 0);
    CHECK(word.weight <= 10);
    CHECK(word.phrase.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789 ") ==
          std::string_view::npos);
    if (before != nullptr) CHECK(before->phrase <= word.phrase);
    before = &word;
  }
  const auto found = std::find_if(pack_words().begin(), pack_words().end(),
                                  [](const PackWord& w) { return w.phrase == "hot beverage"; });
  REQUIRE(found != pack_words().end());
  CHECK(found->slug == "hot-beverage");
  CHECK(found->weight == 10);
}

TEST_CASE("colours are written and read as six digits, and read as three") {
  CHECK(hex({0x1f, 0x7b, 0xb8}) == "#1f7bb8");
  CHECK(parse_hex("#1f7bb8") == Rgb{0x1f, 0x7b, 0xb8});
  CHECK(parse_hex("#17b") == Rgb{0x11, 0x77, 0xbb});
  CHECK_THROWS_AS(parse_hex("red"), std::logic_error);
}

}  // namespace
}  // namespace limner::art
