#include <limner/clock.hpp>

#include <doctest/doctest.h>

namespace limner {

TEST_CASE("a duration is a sum of numbers with units") {
  CHECK(parse_duration("1h") == Millis(3'600'000));
  CHECK(parse_duration("10m") == Millis(600'000));
  CHECK(parse_duration("600s") == Millis(600'000));
  CHECK(parse_duration("250ms") == Millis(250));
  CHECK(parse_duration("1h2m3s4ms") == Millis(3'723'004));
  CHECK(parse_duration("6m0s") == Millis(360'000));
  CHECK(parse_duration("0s") == Millis(0));
}

TEST_CASE("a fraction of a duration is rounded up to a millisecond") {
  CHECK(parse_duration("1.2s") == Millis(1200));
  CHECK(parse_duration("1.1s") == Millis(1100));
  CHECK(parse_duration("0.5h") == Millis(1'800'000));
  CHECK(parse_duration("1.0001s") == Millis(1001));
}

TEST_CASE("a text that is not a duration is refused") {
  for (const char* text : {"", "1", "s", "1 s", "-1s", "+1s", "1d", "1e3s", "nans", "infs",
                           "1.5.2s", "99999999999999999999h", "1s "}) {
    CAPTURE(text);
    CHECK(parse_duration(text) == std::nullopt);
  }
}

}  // namespace limner
