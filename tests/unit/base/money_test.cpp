#include <limner/error.hpp>
#include <limner/money.hpp>

#include <doctest/doctest.h>

#include <limits>

using limner::Credits;
using limner::Money;
using limner::Quantity;

TEST_CASE("Money parses the text that it formats") {
  for (const char* text : {"0.00", "0.0533", "-1.50", "12.000000001", "999999999.99"}) {
    CAPTURE(text);
    CHECK(Money::parse(text).str() == text);
  }
}

TEST_CASE("Credits show four decimals [S2.7]") {
  CHECK(Credits::parse("50").str() == "50.0000");
  CHECK(Credits::parse("53.3").str() == "53.3000");
  CHECK(Credits::parse("0.00001").str() == "0.00001");
}

TEST_CASE("Money refuses text that is not an amount") {
  for (const char* text :
       {"", ".", "1.", "-", "1e3", "0x1", " 1", "1,50", "0.0000000001", "9999999999", "+1"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(Money::parse(text), limner::Error);
  }
}

TEST_CASE("Ten dimes are a dollar") {
  Money sum;
  for (int i = 0; i < 10; ++i) sum += Money::parse("0.10");
  CHECK(sum == Money::parse("1"));
}

TEST_CASE("The most negative amount has a text too") {
  CHECK(Money::nanos(std::numeric_limits<std::int64_t>::min()).str() == "-9223372036.854775808");
}

TEST_CASE("a cost is rounded up to a billionth, so that a limit holds") {
  CHECK(cost_of(Quantity::nanos(1), Money::nanos(1)) == Money::nanos(1));
  CHECK(cost_of(Quantity::parse("1.5"), Money::nanos(3)) == Money::nanos(5));
  CHECK(cost_of(Quantity::parse("2"), Money::nanos(5)) == Money::nanos(10));
}
