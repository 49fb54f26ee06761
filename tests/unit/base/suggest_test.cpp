// What counts as near.
#include <limner/suggest.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using limner::nearest;

namespace {
const std::vector<std::string> kinds{"image.generate", "image.convert", "prompt.resolve", "flat"};
}

TEST_CASE("one wrong, missing, added or swapped letter is near") {
  CHECK(nearest("image.genrate", kinds) == "image.generate");
  CHECK(nearest("image.generatee", kinds) == "image.generate");
  CHECK(nearest("image.generote", kinds) == "image.generate");
  CHECK(nearest("pormpt.resolve", kinds) == "prompt.resolve");
  CHECK(nearest("Flat", kinds) == "flat");
}

TEST_CASE("more than two edits, or more than a third of the word, is not near") {
  CHECK(nearest("image.gnrt", kinds).empty());
  CHECK(nearest("fit", std::vector<std::string>{"flat"}).empty());
  CHECK(nearest("a", std::vector<std::string>{"b"}).empty());
  CHECK(nearest("", kinds).empty());
  CHECK(nearest(std::string(100'000, 'x'), kinds).empty());
}

TEST_CASE("two swapped letters are one mistake, also at the start of a word") {
  CHECK(nearest("falt", kinds) == "flat");
  CHECK(nearest("lfat", kinds) == "flat");
  CHECK(nearest("flta", kinds) == "flat");
  CHECK(nearest("lafu", kinds).empty());
}

TEST_CASE("of several near names the nearest is offered") {
  CHECK(nearest("size", std::vector<std::string>{"sized1", "sizes", "siz"}) == "sizes");
  CHECK(nearest("sizex", std::vector<std::string>{"sizes", "sized"}) == "sizes");
}
