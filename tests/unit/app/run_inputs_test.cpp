#include "app/run_inputs.hpp"

#include "unit/app/app_fixture.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

TEST_CASE("a tag needs a key and an equals sign, and is UTF-8") {
  using Tags = std::vector<std::pair<std::string, std::string>>;
  CHECK(parse_tags({"campaign=spring", "empty="}) == Tags{{"campaign", "spring"}, {"empty", ""}});
  for (const char* wrong : {"=", "a", "", "k=\xff", "k\xff=v"}) {
    CAPTURE(wrong);
    try {
      parse_tags({wrong});
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::usage);
    }
  }
}
