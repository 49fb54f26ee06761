#include "app/key_command.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

#include <stdlib.h>

#include <array>
#include <chrono>

namespace limner::app {

namespace {

std::string ask(const std::vector<std::string>& argv, Millis limit = Millis(10'000)) {
  const std::array<std::string, 1> hidden{"LIMNER_TEST_KEY"};
  return run_key_command(argv, {}, hidden, limit);
}

}  // namespace

TEST_CASE("[S0.8] a key command gets its words as they are, and no shell reads them") {
  CHECK(ask({"printf", "%s|%s", "a b", "$HOME;`id`"}) == "a b|$HOME;`id`");
}

TEST_CASE("[S0.8] a key command does not see the keys of others") {
  setenv("LIMNER_TEST_KEY", "canary", 1);
  CHECK(ask({"sh", "-c", "echo ${LIMNER_TEST_KEY-none}"}) == "none\n");
  unsetenv("LIMNER_TEST_KEY");
}

TEST_CASE("a key command that fails, is not there, or talks without end gives no key") {
  CHECK_THROWS_WITH_AS(ask({"false"}), "key_command false failed", Error);
  CHECK_THROWS_AS(ask({"/nowhere/at/all"}), Error);
  CHECK_THROWS_AS(ask({"yes"}), Error);
}

TEST_CASE("a key command that takes too long is ended") {
  CHECK_THROWS_WITH_AS(ask({"sleep", "100000"}, Millis(100)), doctest::Contains("in time"), Error);
}

}  // namespace limner::app
