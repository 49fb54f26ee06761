#include "cli/detach.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;

TEST_CASE("the rows of a worker are written as ranges") {
  CHECK(format_ordinals({0, 1, 2, 5, 7, 8}) == "0-2,5,7-8");
  CHECK(format_ordinals({3}) == "3");
  CHECK(parse_ordinals("0-2,5,7-8") == std::vector{0, 1, 2, 5, 7, 8});
  CHECK(parse_ordinals("").empty());
  for (const char* wrong : {"x", "1-", "-1", "1,,2", "1 2", "99999999"})
    CHECK_THROWS_AS(parse_ordinals(wrong), Error);
}
