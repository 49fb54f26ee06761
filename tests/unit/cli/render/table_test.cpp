#include "cli/render/table.hpp"

#include "cli/render/format.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace limner;
using namespace limner::cli;

namespace {

std::string printed(const Table& table, bool terminal, int columns = 80, bool unicode = true) {
  std::ostringstream text;
  Output output{text, terminal, false, unicode, [columns] { return columns; }};
  table.print(output);
  return text.str();
}

Table sample() {
  Table table({{"ID"}, {"TITLE", false, true}, {"COST", true}});
  table.add({{"run-01k0000000000000c1r6yt0g", "c1r6yt0g"}, {"a cute chipmunk"}, {"$0.05"}});
  table.add({{"run-01k00000000000007qx2m9kd", "7qx2m9kd"}, {"日本の狐"}, {"$12.00"}});
  return table;
}

}  // namespace

TEST_CASE("a pipe gets whole ids, tabs and nothing else") {
  CHECK(printed(sample(), false) == "run-01k0000000000000c1r6yt0g\ta cute chipmunk\t$0.05\n"
                                    "run-01k00000000000007qx2m9kd\t日本の狐\t$12.00\n");
}

TEST_CASE("a terminal gets titles, columns by display width and short ids") {
  CHECK(printed(sample(), true) == "ID        TITLE              COST\n"
                                   "c1r6yt0g  a cute chipmunk   $0.05\n"
                                   "7qx2m9kd  日本の狐         $12.00\n");
}

TEST_CASE("on a narrow terminal only flexible columns are cut") {
  Table table({{"ID"}, {"TITLE", false, true}});
  table.add({{"c1r6yt0g"}, {std::string(100, 'x')}});
  const std::string text = printed(table, true, 40);
  CHECK(text.find("c1r6yt0g") != std::string::npos);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) CHECK(display_width(line) <= 40);
}

TEST_CASE("without UTF-8 a terminal gets ASCII for symbols, a pipe the cell as it is [P8]") {
  Table table({{"WHY", false, true}, {"N"}});
  table.add({{"a → b…"}, {"1"}});
  CHECK(printed(table, true, 80, false) == "WHY        N\na -> b...  1\n");
  CHECK(printed(table, false, 80, false) == "a → b…\t1\n");
  Table narrow({{"TITLE", false, true}, {"N"}});
  narrow.add({{std::string(100, 'x')}, {"1"}});
  CHECK(printed(narrow, true, 20, false).find("xxx..  1\n") != std::string::npos);
}

TEST_CASE("a cell cannot break its row [O7]") {
  Table table({{"A"}, {"B"}});
  table.add({{"one\ttwo\nthree"}, {"\x1b[2J"}});
  CHECK(printed(table, false) == "one two three\t\n");
}

TEST_CASE("a table without rows prints nothing into a pipe") {
  CHECK(printed(Table({{"A"}}), false).empty());
  CHECK(Table({{"A"}}).empty());
}
