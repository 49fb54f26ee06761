#include "art/random.hpp"

#include <doctest/doctest.h>

namespace limner::art {
namespace {

TEST_CASE("random numbers depend on prompt and seed") {
  Random one("a cat", 1);
  Random same("a cat", 1);
  Random other_seed("a cat", 2);
  Random other_prompt("a dog", 1);
  const std::uint64_t first = one.next();
  CHECK(same.next() == first);
  CHECK(other_seed.next() != first);
  CHECK(other_prompt.next() != first);
}

TEST_CASE("the first numbers never change") {
  Random random("a cute chipmunk", 1);
  CHECK(random.next() == 5499838614858919822u);
  CHECK(random.below(6) == 0u);
  CHECK(random.between(0, 1) == doctest::Approx(0.034162598837018554).epsilon(1e-12));
}

TEST_CASE("a number between two stays between them") {
  Random random("x", 7);
  for (int i = 0; i < 1000; ++i) {
    const double number = random.between(-2, 3);
    CHECK_MESSAGE((number >= -2 && number < 3), number);
  }
}

}  // namespace
}  // namespace limner::art
