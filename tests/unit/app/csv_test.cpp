#include "app/csv.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

namespace {

std::vector<std::vector<std::string>> cells(std::string_view text) {
  std::vector<std::vector<std::string>> all;
  for (const CsvRow& row : parse_csv(text, "x.csv")) all.push_back(row.cells);
  return all;
}

using Rows = std::vector<std::vector<std::string>>;

}  // namespace

TEST_CASE("commas and line ends part cells and rows, whatever the system") {
  CHECK(cells("a,b\nc,d\n") == Rows{{"a", "b"}, {"c", "d"}});
  CHECK(cells("a,b\r\nc,d") == Rows{{"a", "b"}, {"c", "d"}});
  CHECK(cells("a,b\rc,d\r") == Rows{{"a", "b"}, {"c", "d"}});
  CHECK(cells("\"a\r\nb\",c\r\n") == Rows{{"a\nb", "c"}});
  CHECK(cells("a,,\n") == Rows{{"a", "", ""}});
  CHECK(cells("\xEF\xBB\xBF"
              "a\n\nb\n") == Rows{{"a"}, {"b"}});
}

TEST_CASE("in quotes everything is text, and a quote is two") {
  CHECK(cells("\"a,\"\"b\"\"\nc\",d\n") == Rows{{"a,\"b\"\nc", "d"}});
  CHECK(parse_csv("\"a\nb\",1\nc,2\n", "x.csv")[1].line == 3);
}

TEST_CASE("a quote that does not end is refused by its line") {
  try {
    parse_csv("a\n\"b\nc\n", "x.csv");
    FAIL("was read");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("line 2") != std::string::npos);
  }
}
