#include "art/style/flat.hpp"

#include <limner/art.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace limner::art {
namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a flat scene has few colours, and no gradients") {
  const std::string svg = draw({.prompt = "a rocket flying to the moon",
                                .style = ArtStyle::flat,
                                .width = 64,
                                .height = 64})
                              .scene_svg;
  CHECK_FALSE(has(svg, "Gradient"));
  std::set<std::string> colours;
  for (std::size_t at = 0; (at = svg.find("fill", at)) != std::string::npos; ++at) {
    const std::size_t hash = svg.find('#', at);
    if (hash != at + 6) continue;
    colours.insert(svg.substr(hash, 7));
  }
  CHECK(colours.size() > 5);
  CHECK(colours.size() <= 41);  // forty, and the backdrop
}

TEST_CASE("outlines, shine and shadow go, lines and shapes stay") {
  const std::string flat =
      flattened("<svg><rect class='backdrop' fill='#d6e3fa'/>"
                "<path id='outlined' fill='#e2574c' stroke='#000000'/><path id='line' fill='none' "
                "stroke='#ffffff'/><ellipse id='shine' fill='#fff' opacity='0.4'/>"
                "<g opacity='0.4'><path id='kept' fill='#4f97d3'/></g></svg>");
  CHECK(has(flat, "stroke='none'"));
  CHECK(has(flat, "stroke='#ffffff'"));
  CHECK_FALSE(has(flat, "shine"));
  CHECK(has(flat, "kept"));
}

TEST_CASE("the backdrop keeps its colour, and flattening twice changes nothing") {
  const std::string scene =
      "<svg><rect class='backdrop' fill='#d6e3fa'/><path fill='#13579b'/></svg>";
  const std::string flat = flattened(scene);
  CHECK(has(flat, "#d6e3fa"));
  CHECK_FALSE(has(flat, "#13579b"));
  CHECK(flattened(flat) == flat);
}

}  // namespace
}  // namespace limner::art
