#include "app/amounts.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

TEST_CASE("an amount that cannot be right says which limit it passes") {
  const auto credits = [](std::string_view text) {
    return amount_problem(text, credit_decimals, " credits");
  };
  CHECK(credits("50.25").empty());
  CHECK(credits("0.0001").empty());
  CHECK(credits("1000000").empty());
  CHECK(credits("000000000001").empty());
  CHECK(credits("0.00001") == "has more than 4 decimals");
  CHECK(credits("1000000.0001") == "is above the limit of 1000000 credits");
  CHECK(credits("99999999999999999999") == "is above the limit of 1000000 credits");
  CHECK(credits("-1") == "is negative");
  for (const char* text : {"", "x", "1e3", "1,000", ".", "1.", ".5", "--1"}) {
    CAPTURE(text);
    CHECK(credits(text) == "is not a number");
  }
  CHECK(amount_problem("0.1234567890", dollar_decimals, "") == "has more than 9 decimals");
}
