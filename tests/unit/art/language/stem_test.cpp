#include "art/language/stem.hpp"

#include <doctest/doctest.h>

namespace limner::art {
namespace {

TEST_CASE("plurals are led back to their singular") {
  CHECK(singular("cats") == "cat");
  CHECK(singular("foxes") == "fox");
  CHECK(singular("puppies") == "puppy");
  CHECK(singular("branches") == "branch");
}

TEST_CASE("plurals that no rule finds are in the table") {
  CHECK(singular("mice") == "mouse");
  CHECK(singular("leaves") == "leaf");
  CHECK(singular("children") == "child");
}

TEST_CASE("words that only end like plurals stay") {
  CHECK(singular("bus") == "bus");
  CHECK(singular("glass") == "glass");
  CHECK(singular("glasses") == "glasses");
  CHECK(singular("iris") == "iris");
}

TEST_CASE("each word of a phrase is taken alone") {
  CHECK(singular_phrase("ice  creams") == "ice cream");
}

}  // namespace
}  // namespace limner::art
