#include "svg/number.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace limner::svg {
namespace {

std::vector<double> all_of(std::string_view text) {
  std::vector<double> numbers;
  NumberScan scan(text);
  while (scan.at_number()) numbers.push_back(scan.number());
  return numbers;
}

TEST_CASE("numbers may touch where a sign or a point parts them") {
  CHECK(all_of("1.5-.25.5+2,3 4") == std::vector<double>{1.5, -0.25, 0.5, 2, 3, 4});
}

TEST_CASE("a number is the double nearest to its digits") {
  for (const char* text : {"0.1", "123.456", "1e-3", "2.5E2", "-7.125", "99999.99", "4e-2"}) {
    CHECK(NumberScan(text).number() == std::stod(text));
  }
}

TEST_CASE("more digits than a pixel needs do not overflow") {
  CHECK(NumberScan("0.12345678901234567890123456789").number() == doctest::Approx(0.123456789012));
  CHECK(NumberScan("123456789012345678901234").number() == doctest::Approx(1.23456789e23));
}

TEST_CASE("an exponent beyond a double neither hangs nor gives infinity's sign away") {
  CHECK(NumberScan("1e999999999").number() > 1e280);
  CHECK(NumberScan("1e-999999999").number() < 1e-280);
}

TEST_CASE("an arc's flags touch each other and the number behind them") {
  NumberScan scan("01.5");
  CHECK_FALSE(scan.flag());
  CHECK(scan.flag());
  CHECK(scan.number() == 0.5);
}

TEST_CASE("where a number must be, anything else is refused") {
  CHECK_THROWS_AS(NumberScan("x").number(), std::logic_error);
  CHECK_THROWS_AS(NumberScan("-").number(), std::logic_error);
  CHECK_THROWS_AS(NumberScan("2").flag(), std::logic_error);
}

TEST_CASE("a percentage is a hundredth") {
  CHECK(leading_number("50%") == 0.5);
}

}  // namespace
}  // namespace limner::svg
