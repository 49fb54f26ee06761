#include <limner/scalar.hpp>

#include <doctest/doctest.h>

using namespace limner;

TEST_CASE("a boolean has four words for each value, in three spellings") {
  for (const char* yes : {"true", "True", "TRUE", "yes", "Yes", "on", "ON", "1"}) {
    CAPTURE(yes);
    CHECK(parse_boolean(yes) == true);
  }
  for (const char* no : {"false", "no", "NO", "Off", "0"}) {
    CAPTURE(no);
    CHECK(parse_boolean(no) == false);
  }
  for (const char* neither : {"", "y", "tRUE", "2", " true", "nO"}) {
    CAPTURE(neither);
    CHECK_FALSE(parse_boolean(neither).has_value());
  }
}

TEST_CASE("an integer is decimal, hexadecimal or octal, and has at most 64 bits") {
  CHECK(*parse_integer("007") == 7);
  CHECK(*parse_integer("+5") == 5);
  CHECK(*parse_integer("-5") == -5);
  CHECK(*parse_integer("0x1F") == 31);
  CHECK(*parse_integer("0o17") == 15);
  CHECK(*parse_integer("9223372036854775808") == 9223372036854775808U);
  for (const char* none :
       {"", "+", "+-1", "1.0", "1e3", "0x", "0o8", "1_000", "18446744073709551616", "0x1p2"}) {
    CAPTURE(none);
    CHECK_FALSE(parse_integer(none).has_value());
  }
  CHECK(is_decimal_integer("18446744073709551616"));
  CHECK(is_decimal_integer("-1"));
  CHECK_FALSE(is_decimal_integer("-"));
  CHECK_FALSE(is_decimal_integer("0x1"));
}

TEST_CASE("a decimal number may leave out a side of its point, and must be finite") {
  CHECK(parse_decimal(".5") == 0.5);
  CHECK(parse_decimal("1.") == 1.0);
  CHECK(parse_decimal("+1.5e-1") == 0.15);
  for (const char* none : {"", ".", "1e", "1e400", "nan", "inf", "0x1p2", "1,5"}) {
    CAPTURE(none);
    CHECK_FALSE(parse_decimal(none).has_value());
  }
}
