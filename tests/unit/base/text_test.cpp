#include <limner/text.hpp>

#include <doctest/doctest.h>

using namespace limner;

TEST_CASE("text of Windows is the same text without its byte order mark and carriage returns") {
  CHECK(normalize_text("\xEF\xBB\xBF"
                       "a\r\nb\rc\n\r\n") == "a\nb\nc\n\n");
  CHECK(normalize_text("a\xEF\xBB\xBF") == "a\xEF\xBB\xBF");
  CHECK(normalize_text("\xEF\xBB").size() == 2);
  CHECK(normalize_text("").empty());
}

TEST_CASE("a long value is cut after whole characters, and its length is named") {
  CHECK(shortened(std::string(40, 'x')) == std::string(40, 'x'));
  CHECK(shortened(std::string(41, 'x')) == std::string(40, 'x') + "… (41 characters)");
  CHECK(shortened("üüüü", 3) == "üüü… (4 characters)");
  CHECK(in_quotes("a fox") == "\"a fox\"");
  CHECK(in_quotes("a fox", 1) == "\"a…\" (5 characters)");
  CHECK(in_quotes("a\nb\xff") == "\"a\uFFFDb\uFFFD\"");
  CHECK(shortened("a\x7f\u009b") == "a\uFFFD\uFFFD");
  CHECK(in_quotes("") == "\"\"");
}
