#include <limner/net.hpp>

#include <doctest/doctest.h>

namespace limner::net {

namespace {

const Time now = parse_time("2026-11-21T07:28:00.000Z");

std::optional<Millis> wait_for(std::string name, std::string value) {
  HttpAnswer answer;
  answer.headers = {{std::move(name), std::move(value)}};
  return retry_after(answer, now);
}

}  // namespace

TEST_CASE("a wait is read in milliseconds, in seconds, and as a date") {
  CHECK(wait_for("Retry-After-Ms", "1500.2") == Millis(1501));
  CHECK(wait_for("Retry-After", "2") == Millis(2000));
  CHECK(wait_for("retry-after", "0.5") == Millis(500));
  CHECK(wait_for("Retry-After", "Sat, 21 Nov 2026 07:28:30 GMT") == Millis(30'000));
}

TEST_CASE("milliseconds win over seconds") {
  HttpAnswer answer;
  answer.headers = {{"Retry-After", "9"}, {"Retry-After-Ms", "20"}};
  CHECK(retry_after(answer, now) == Millis(20));
}

TEST_CASE("an invalid wait, or one of more than 31 days, is ignored") {
  for (const char* text : {"0", "-1", "2678401", "1e30", "nan", "inf", "soon", "", "2 seconds",
                           "Sat, 21 Nov 2026 07:27:59 GMT", "Sat, 26 Dec 2026 08:28:00 GMT"}) {
    CAPTURE(text);
    CHECK(wait_for("Retry-After", text) == std::nullopt);
  }
  CHECK(retry_after(HttpAnswer{}, now) == std::nullopt);
}

TEST_CASE("31 days are the longest wait, a part of a millisecond the shortest") {
  CHECK(wait_for("Retry-After", "2678400") == Millis(2'678'400'000));
  CHECK(wait_for("Retry-After-Ms", "2678400000.5") == std::nullopt);
  CHECK(wait_for("Retry-After-Ms", "0.25") == Millis(1));
  CHECK(wait_for("Retry-After", "Sat, 21 Nov 2026 07:33:00 GMT") == Millis(300'000));
  CHECK(wait_for("Retry-After", "Sat, 21 Nov 2026 07:28:30 GMT or so") == std::nullopt);
}

}  // namespace limner::net
