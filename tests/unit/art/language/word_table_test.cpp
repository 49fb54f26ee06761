#include "art/language/word_table.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

namespace limner::art {
namespace {

TEST_CASE("pieces lose the blanks around them, and empty ones are left out") {
  CHECK(pieces(" a , b,, c ", ',') == std::vector<std::string_view>{"a", "b", "c"});
  CHECK(pieces("", ',').empty());
}

TEST_CASE("a table is its rows without comments") {
  for (const Row& row : rows_of("sizes.tsv", 2)) CHECK_FALSE(row[0].starts_with('#'));
  CHECK(rows_of("sizes.tsv", 2).size() == 2);
}

TEST_CASE("a table that is not there, and a row that is not whole, are our own faults") {
  CHECK_THROWS_AS(rows_of("nothing.tsv"), std::logic_error);
  CHECK_THROWS_AS(rows_of("sizes.tsv", 3), std::logic_error);
  CHECK_THROWS_AS(number_in("1.5x"), std::logic_error);
  CHECK(number_in("-8.5") == -8.5);
}

}  // namespace
}  // namespace limner::art
