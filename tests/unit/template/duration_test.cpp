#include "template/duration.hpp"

#include <doctest/doctest.h>

using limner::Millis;
using limner::templates::duration_of;

TEST_CASE("hours, minutes, seconds and milliseconds add up") {
  CHECK(duration_of("1h") == Millis(3'600'000));
  CHECK(duration_of("10m") == Millis(600'000));
  CHECK(duration_of("600s") == Millis(600'000));
  CHECK(duration_of("250ms") == Millis(250));
  CHECK(duration_of("1h30m") == Millis(5'400'000));
  CHECK(duration_of("1h2m3s4ms") == Millis(3'723'004));
  CHECK(duration_of("5m7ms") == Millis(300'007));
  CHECK(duration_of("0s") == Millis(0));
}
