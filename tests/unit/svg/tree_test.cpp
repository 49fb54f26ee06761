#include "svg/tree.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

namespace limner::svg {
namespace {

TEST_CASE("elements keep their order, attributes and parents") {
  const SvgTree tree("<?xml version='1.0'?><!-- hi --><svg a='1'><g id=\"x\"><path d=\"M0 0\"/>"
                     "<rect/></g></svg>");
  const SvgElement& root = tree.root();
  CHECK(root.find("a") == "1");
  const SvgElement* g = root.first_child;
  REQUIRE(g != nullptr);
  CHECK(tree.with_id("x") == g);
  CHECK(g->parent == &root);
  CHECK(g->first_child->find("d") == "M0 0");
  CHECK(g->first_child->next->name == "rect");
  CHECK(g->first_child->next->next == nullptr);
}

TEST_CASE("text that is not SVG is refused") {
  for (const char* text : {"", "<svg>", "<svg><g></svg>", "<svg a=1/>", "<svg a='1/>", "<svg a/>",
                           "<g/>", "</svg>", "<svg/><", "<!-- <svg/>", "<svg x='1'"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(SvgTree{text}, std::logic_error);
  }
}

TEST_CASE("a hundred elements inside each other are the most") {
  std::string deep = "<svg>";
  for (int i = 0; i < 101; ++i) deep += "<g>";
  CHECK_THROWS_AS(SvgTree{deep}, std::logic_error);
}

TEST_CASE("a reference is a hash in href or xlink:href") {
  const SvgTree tree("<svg><use href='#a'/><use xlink:href='#b'/><use href='a.svg'/></svg>");
  const SvgElement* use = tree.root().first_child;
  CHECK(use->reference() == "a");
  CHECK(use->next->reference() == "b");
  CHECK_FALSE(use->next->next->reference().has_value());
  CHECK(url_target("url(#p)") == "p");
  CHECK_FALSE(url_target("#p").has_value());
}

}  // namespace
}  // namespace limner::svg
