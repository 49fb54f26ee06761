#include "svg/raster.hpp"

#include "svg/raster_scene.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <string>
#include <utility>

namespace limner::svg {
namespace {

Bitmap drawn(std::string_view elements, int size = 16) {
  return rasterise(fmt::format("<svg viewBox='0 0 {0} {0}'>{1}</svg>", size, elements), size, size);
}

std::array<int, 4> pixel(const Bitmap& picture, int x, int y) {
  const std::uint8_t* p = picture.at(x, y);
  return {p[0], p[1], p[2], p[3]};
}

using Rgba = std::array<int, 4>;

TEST_CASE("a picture starts transparent and blends drawn shapes") {
  const Bitmap picture = drawn("<rect width='8' height='16' fill='#ff0000' fill-opacity='.5'/>");
  CHECK(pixel(picture, 2, 2) == Rgba{255, 0, 0, 128});
  CHECK(pixel(picture, 12, 2) == Rgba{0, 0, 0, 0});
}

TEST_CASE("a group's opacity thins it as a whole, a shape's own adds up") {
  const char* twice = "<g opacity='.5'><rect width='16' height='16' fill='#fff'/>"
                      "<rect width='8' height='16' fill='#fff'/></g>";
  CHECK(pixel(drawn(twice), 2, 2)[3] == 128);
  const char* apart = "<rect width='16' height='16' fill='#fff' opacity='.5'/>"
                      "<rect width='8' height='16' fill='#fff' opacity='.5'/>";
  CHECK(pixel(drawn(apart), 2, 2)[3] == 191);
}

TEST_CASE("an opacity beyond its bounds is taken for the bound") {
  CHECK(pixel(drawn("<rect width='16' height='16' fill='#f00' opacity='1e300'/>"), 2, 2) ==
        Rgba{255, 0, 0, 255});
  CHECK(pixel(drawn("<rect width='16' height='16' fill='rgba(999,0,0,7)'/>"), 2, 2) ==
        Rgba{255, 0, 0, 255});
  CHECK(pixel(drawn("<g opacity='-4'><rect width='16' height='16'/></g>"), 2, 2)[3] == 0);
}

TEST_CASE("a shape's opacity holds its fill and stroke together") {
  const Bitmap picture = drawn("<rect x='4' y='4' width='8' height='8' fill='#f00' stroke='#00f' "
                               "stroke-width='4' opacity='.5'/>");
  CHECK(pixel(picture, 5, 8) == Rgba{0, 0, 255, 128});
  CHECK(pixel(picture, 8, 8) == Rgba{255, 0, 0, 128});
}

TEST_CASE("a clip path cuts, and one inside another cuts more") {
  const char* svg =
      "<clipPath id='a'><rect width='8' height='16'/></clipPath>"
      "<clipPath id='b'><use href='#top'/></clipPath><defs><rect id='top' width='16' height='8'/>"
      "</defs><g clip-path='url(#a)'><rect clip-path='url(#b)' width='16' height='16'/></g>";
  CHECK(pixel(drawn(svg), 4, 4)[3] == 255);
  CHECK(pixel(drawn(svg), 12, 4)[3] == 0);
  CHECK(pixel(drawn(svg), 4, 12)[3] == 0);
}

TEST_CASE("a nested picture is fitted, centred and cut at its border") {
  const char* svg = "<svg x='2' y='2' width='12' height='6' viewBox='0 0 4 4'>"
                    "<rect x='-9' y='-9' width='99' height='99' fill='#0f0'/></svg>";
  CHECK(pixel(drawn(svg), 8, 4) == Rgba{0, 255, 0, 255});
  CHECK(pixel(drawn(svg), 3, 4)[3] == 0);
  CHECK(pixel(drawn(svg), 8, 9)[3] == 0);
}

TEST_CASE("use draws the referenced element at its position, and nothing for an unknown id") {
  const char* svg = "<defs><rect id='r' width='4' height='4'/></defs>"
                    "<use href='#r' x='8' y='8' fill='#f00'/><use href='#unknown'/>";
  CHECK(pixel(drawn(svg), 9, 9) == Rgba{255, 0, 0, 255});
  CHECK(pixel(drawn(svg), 1, 1)[3] == 0);
}

TEST_CASE("a use of itself is refused") {
  CHECK_THROWS_AS(drawn("<g id='a'><use href='#a'/></g>"), std::logic_error);
  CHECK_THROWS_AS(drawn("<clipPath id='c'><g id='d'><use href='#d'/></g></clipPath>"
                        "<rect clip-path='url(#c)' width='9' height='9'/>"),
                  std::logic_error);
}

TEST_CASE("fill and stroke are inherited, and none stops them") {
  const char* svg = "<g fill='#f00' stroke='#00f' stroke-width='2'><rect x='4' y='4' width='8' "
                    "height='8'/><rect width='3' height='3' fill='none' stroke='none'/></g>";
  CHECK(pixel(drawn(svg), 8, 8) == Rgba{255, 0, 0, 255});
  CHECK(pixel(drawn(svg), 4, 8) == Rgba{0, 0, 255, 255});
  CHECK(pixel(drawn(svg), 1, 1)[3] == 0);
}

TEST_CASE("one element is painted alone, and a class is left out") {
  const SvgTree tree(
      "<svg viewBox='0 0 8 8'><rect class='backdrop' width='8' height='8'/>"
      "<g transform='translate(4 0)'><rect class='item' id='i' width='2' height='2' fill='#f00'/>"
      "</g><rect width='1' height='1' y='7'/></svg>");
  ScenePainter painter(tree, 8, 8);
  const SvgElement* item = tree.with_id("i");
  const Bitmap alone = painter.paint({.only = item}).bitmap();
  CHECK(pixel(alone, 5, 1) == Rgba{255, 0, 0, 255});
  CHECK(pixel(alone, 1, 1)[3] == 0);
  CHECK(pixel(alone, 0, 7)[3] == 0);
  const Bitmap without = painter.paint({.but_class = "backdrop"}).bitmap();
  CHECK(pixel(without, 1, 1)[3] == 0);
  CHECK(pixel(without, 0, 7)[3] == 255);
  const PixelBox box = painter.bounds(*item);
  CHECK(box.x0 <= 4);
  CHECK(box.x0 >= 1);
  CHECK(box.x1 >= 6);
}

TEST_CASE("a document that is not a scene is refused") {
  CHECK_THROWS_AS(rasterise("<svg", 4, 4), std::logic_error);
  CHECK_THROWS_AS(rasterise("<svg viewBox='0 0 0 4'/>", 4, 4), std::logic_error);
  CHECK_THROWS_AS(rasterise("<svg/>", 0, 4), std::logic_error);
}

}  // namespace
}  // namespace limner::svg
