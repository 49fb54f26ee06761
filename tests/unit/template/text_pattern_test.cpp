// Regular expressions over characters, in bounded time.
#include "template/text_pattern.hpp"

#include <doctest/doctest.h>

using limner::templates::TextPattern;

TEST_CASE("a pattern matches anywhere unless it is anchored") {
  CHECK(TextPattern("b").matches("abc"));
  CHECK(TextPattern("b$").matches("ab"));
  CHECK_FALSE(TextPattern("^b").matches("ab"));
  CHECK_FALSE(TextPattern("^ab$").matches("ab\nab"));
  CHECK(TextPattern("^a|c$").matches("xc"));
}

TEST_CASE("a dot is one character, however many bytes") {
  CHECK(TextPattern("^.{3}$").matches("äö🦊"));
  CHECK_FALSE(TextPattern("^.{3}$").matches("äö"));
  CHECK(TextPattern("^[ä-ü]+$").matches("öü"));
}

TEST_CASE("an invalid pattern is refused with the reason") {
  CHECK(TextPattern::error_in("^[a-z]{2,40}$") == "");
  CHECK(TextPattern::error_in("[a") == "has [ and ] that do not match");
  CHECK(TextPattern::error_in("x)|(y") == "does not fit together: check ( ) * + and ?");
  CHECK(TextPattern::error_in("a{2") == "has { and } that do not match");
  CHECK(TextPattern::error_in("[z-a]") == "has a range that runs backwards");
  CHECK(TextPattern::error_in("(a)\\1") == "refers back, which is not possible here");
  CHECK(TextPattern::error_in("(a{99}){99}") == "repeats too much");
  CHECK(TextPattern::error_in(std::string(300, 'a')) == "is too long");
}

// With a matcher that backtracks this does not end. tests/bench/hostile_bench.cpp measures it.
TEST_CASE("patterns that would make a matcher backtrack are matched") {
  const std::string text(4000, 'a');
  for (const char* pattern :
       {"^(a+)+$b", "(a|aa)+b", "(.*)*(.*)*(.*)*b", "(a*){60}b", ".*.*.*.*.*b"}) {
    CAPTURE(pattern);
    REQUIRE(TextPattern::error_in(pattern) == "");
    CHECK_FALSE(TextPattern(pattern).matches(text));
  }
}
