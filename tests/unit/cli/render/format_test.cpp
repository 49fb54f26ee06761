#include "cli/render/format.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;

TEST_CASE("plain() leaves nothing that a terminal would obey") {
  CHECK(plain("a fox") == "a fox");
  CHECK(plain("\x1b]0;title\a::stop") == "::stop");
  CHECK(plain("\x1b[31mred\x1b[0m") == "red");
  CHECK(plain("one\ntwo\tthree\r\n") == "one two three");
  CHECK(plain("a\u202Eb\u2066c") == "abc");
  CHECK(plain("a\u009b31mb\u0085c") == "a 31mb c");
  CHECK(plain_lines("  a\u202E\x1b[2J\n\n  b\rc\n") == "  a\n\n  b c\n");
  CHECK(plain("bell\a and \x7F and \u009B") == "bell and and");
  CHECK(plain("\xff\xfe") == "\uFFFD\uFFFD");
  CHECK(plain("日本 🐿️") == "日本 🐿️");
  CHECK(plain("\x1b") == "");
  CHECK(plain("\x1b]8;;http://x") == "");
}

TEST_CASE("width is counted as terminals do") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("日本") == 4);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("\xff") == 1);
}

TEST_CASE("cut() never goes over and says that it cut") {
  CHECK(cut("chipmunk", 8, true) == "chipmunk");
  CHECK(cut("chipmunk", 5, true) == "chip…");
  CHECK(cut("chipmunk", 5, false) == "chi..");
  CHECK(cut("日本語", 4, true) == "日…");
  CHECK(cut("abc", 1, true) == "…");
  CHECK(cut("abc", 0, true).empty());
  CHECK(cut("abc", 1, false) == ".");
  for (int columns = 0; columns < 12; ++columns)
    CHECK(display_width(cut("日本語 chipmunk", columns, true)) <= columns);
}

TEST_CASE("money is printed exactly, estimates with a tilde") {
  CHECK(dollars(Money::parse("0.0521")) == "$0.0521");
  CHECK(dollars(Money::parse("-0.5")) == "-$0.50");
  CHECK(estimated_dollars(Money::parse("0.0533")) == "~$0.0533");
  CHECK(estimated_dollars(Money()) == "$0");
  CHECK(format_cost({.estimated = Money::parse("0.0533")}) == "~$0.0533");
  CHECK(format_cost({.estimated = Money::parse("0.0533"), .actual = Money::parse("0.0521")}) ==
        "$0.0521");
}

TEST_CASE("durations are rounded to what a person wants to know") {
  CHECK(format_duration(Millis(0)) == "0.0s");
  CHECK(format_duration(Millis(449)) == "0.4s");
  CHECK(format_duration(Millis(42'184)) == "42.2s");
  CHECK(format_duration(Millis(59'949)) == "59.9s");
  CHECK(format_duration(Millis(59'950)) == "1m 00s");
  CHECK(format_duration(Millis(192'000)) == "3m 12s");
  CHECK(format_duration(Millis(3'840'000)) == "1h 04m");
}

TEST_CASE("sizes keep two or three digits") {
  CHECK(format_size(0) == "0 B");
  CHECK(format_size(999) == "999 B");
  CHECK(format_size(1000) == "1 kB");
  CHECK(format_size(61'234) == "61 kB");
  CHECK(format_size(1'234'567) == "1.2 MB");
  CHECK(format_size(12'345'678) == "12 MB");
  CHECK(format_size(3'000'000'000) == "3.0 GB");
}

TEST_CASE("how long ago is said in one unit") {
  const Time now{Millis(1'000'000'000)};
  CHECK(format_age(now, now) == "just now");
  CHECK(format_age(now - Millis(61'000), now) == "1 minute ago");
  CHECK(format_age(now - Millis(7'200'000), now) == "2 hours ago");
  CHECK(format_age(now - Millis(172'800'000), now) == "2 days ago");
  CHECK(format_age(now + Millis(5'000), now) == "just now");
}
