#include <limner/clock.hpp>
#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;

TEST_CASE("a time parses the text that it formats") {
  CHECK(rfc3339(Time(Millis(0))) == "1970-01-01T00:00:00.000Z");
  for (const char* text : {"2026-11-21T03:31:33.007Z", "2024-02-29T23:59:59.999Z"})
    CHECK(rfc3339(parse_time(text)) == text);
}

TEST_CASE("a bare date is its first moment, and fractions may be left out") {
  CHECK(rfc3339(parse_time("2026-11-21")) == "2026-11-21T00:00:00.000Z");
  CHECK(rfc3339(parse_time("2026-11-21T03:31:33Z")) == "2026-11-21T03:31:33.000Z");
}

TEST_CASE("text that is not a time is refused") {
  for (const char* text : {"", "yesterday", "2026-13-01", "2026-02-29", "2026-11-21T25:00:00Z",
                           "2026-11-21 03:31:33", "2026-11-21T03:31:33+01:00", "2026-1-1"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_time(text), Error);
  }
}
