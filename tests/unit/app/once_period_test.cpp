#include "app/once_period.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

#include <stdlib.h>
#include <time.h>

using namespace limner;
using namespace limner::app;

namespace {

// The local time of the tests of one case.
struct TimeZone {
  explicit TimeZone(const char* zone) {
    setenv("TZ", zone, 1);
    tzset();
  }
  TimeZone(const TimeZone&) = delete;
  TimeZone& operator=(const TimeZone&) = delete;
  ~TimeZone() {
    unsetenv("TZ");
    tzset();
  }
};

std::string period(std::string_view text, std::string_view time) {
  return parse_once_period(text, parse_time(time)).period;
}

}  // namespace

TEST_CASE("hours, days and weeks of --once-per are those of local time") {
  const TimeZone tokyo("JST-9");
  CHECK(period("hour", "2026-11-29T15:30:00Z") == "hour 2026-11-30T00+0900");
  CHECK(period("day", "2026-11-29T14:59:59Z") == "day 2026-11-29");
  CHECK(period("day", "2026-11-29T15:00:00Z") == "day 2026-11-30");
  CHECK(period("week", "2026-12-31T12:00:00Z") == "week 2026-W53");
  CHECK(period("week", "2027-01-02T12:00:00Z") == "week 2026-W53");
}

TEST_CASE("the hour that clocks repeat in autumn is two periods") {
  const TimeZone berlin("CET-1CEST,M3.5.0,M10.5.0/3");
  CHECK(period("hour", "2026-10-25T00:30:00Z") == "hour 2026-10-25T02+0200");
  CHECK(period("hour", "2026-10-25T01:30:00Z") == "hour 2026-10-25T02+0100");
}

TEST_CASE("a key of the user may expire") {
  const Time now = parse_time("2026-11-30T12:00:00Z");
  const store::OnceKey nightly = parse_once_period("nightly", now);
  CHECK(nightly.period == "key nightly");
  CHECK_FALSE(nightly.expires);
  CHECK(is_own_key(nightly));
  CHECK_FALSE(is_own_key(parse_once_period("day", now)));
  const store::OnceKey expiring = parse_once_period("nightly=20h", now);
  CHECK(expiring.period == "key nightly");
  CHECK(expiring.expires == parse_time("2026-12-01T08:00:00Z"));
  for (const char* wrong : {"=1h", "nightly=", "nightly=0s", "nightly=soon", "\xff"})
    CHECK_THROWS_AS(parse_once_period(wrong, now), Error);
}
