#include "app/batch/row_selection.hpp"

#include "unit/app/batch/batch_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

namespace {

struct SelectionFixture : BatchFixture {
  // Each row: "number: cell|cell".
  std::vector<std::string> select(std::string_view text, const RowSelection& selection,
                                  const std::string& name = "x.csv") {
    write(name, text);
    return listed(read_rows(context, RowSource{.path = name}, selection));
  }

  static std::vector<std::string> listed(const RowTable& table) {
    std::vector<std::string> rows;
    for (const Row& row : table.rows) {
      std::string text = std::to_string(row.number) + ":";
      for (std::size_t i = 0; i < table.columns.size(); ++i)
        text += (i == 0 ? " " : "|") + cell_text(row.cell(i));
      rows.push_back(text);
    }
    return rows;
  }
};

using Listed = std::vector<std::string>;

constexpr std::string_view animals = "animal,size\nfox,1\ndog,2\ncat,1\nowl,\n";

}  // namespace

TEST_CASE("a range has one or both ends, counted from 1") {
  CHECK(parse_row_range("2:5").first == 2);
  CHECK(parse_row_range("2:5").last == 5);
  CHECK(parse_row_range("3:").first == 3);
  CHECK(parse_row_range("3:").last > 1'000'000);
  CHECK(parse_row_range(":3").first == 1);
  CHECK(parse_row_range(":3").last == 3);
  CHECK(parse_row_range("4").last == 4);
  for (const char* wrong : {"", ":", "0:3", "5:2", "a:b", "1:2:3", "-1", "1.5:2", "99999999999"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(parse_row_range(wrong), Error);
  }
}

TEST_CASE("a matrix has names with lists of different values") {
  const auto axes = parse_matrix({"style=flat,cartoon", "size=\"a, b\",c,"});
  CHECK(axes[0].name == "style");
  CHECK(axes[0].values == Listed{"flat", "cartoon"});
  CHECK(axes[1].values == Listed{"a, b", "c", ""});
  CHECK(error_of([] { parse_matrix({"a=1", "a=2"}); }) == "--matrix a is given twice");
  CHECK(error_of([] { parse_matrix({"a=1,2,1"}); }) == "--matrix a has \"1\" twice");
  CHECK(error_of([] { parse_matrix({"a="}); }) == "--matrix a has no values");
  CHECK(error_of([] { parse_matrix({"=1"}); }) == "--matrix \"=1\" is not of the form NAME=a,b");
}

TEST_CASE_FIXTURE(SelectionFixture,
                  "conditions and a range choose among the rows as the file numbers them") {
  CHECK(select(animals, {}) == Listed{"1: fox|1", "2: dog|2", "3: cat|1", "4: owl|"});
  CHECK(select(animals, {.range = {2, 3}}) == Listed{"2: dog|2", "3: cat|1"});
  CHECK(select(animals, {.where = parse_conditions({"size=1"})}) == Listed{"1: fox|1", "3: cat|1"});
  CHECK(select(animals, {.where = parse_conditions({"size=1"}), .range = {2, 9}}) ==
        Listed{"3: cat|1"});
  CHECK(select(animals, {.where = parse_conditions({"size=1", "animal=fox"})}) ==
        Listed{"1: fox|1"});
  CHECK(select(animals, {.where = parse_conditions({"size="})}) == Listed{"4: owl|"});
  CHECK(select("{\"a\":{\"b\":1}}\n{\"a\":{\"b\":true}}\n{\"c\":2}",
               {.where = parse_conditions({"a.b=true"})}, "x.jsonl") == Listed{"2: true|"});
}

TEST_CASE_FIXTURE(SelectionFixture,
                  "a matrix is crossed with the rows in its order, and a limit bounds the result") {
  const auto matrix = parse_matrix({"style=a,b", "n=1,2"});
  CHECK(select(animals, {.range = {2, 2}, .matrix = matrix}) ==
        Listed{"2: dog|2|a|1", "2: dog|2|a|2", "2: dog|2|b|1", "2: dog|2|b|2"});
  CHECK(select(animals, {.matrix = matrix, .limit = 5}).size() == 5);
  CHECK(select(animals, {.where = parse_conditions({"size=1"}), .limit = 1}) == Listed{"1: fox|1"});
  CHECK(listed(read_rows(context, std::nullopt, {.matrix = matrix})) ==
        Listed{"1: a|1", "2: a|2", "3: b|1", "4: b|2"});
  CHECK(listed(read_rows(context, std::nullopt,
                         {.where = parse_conditions({"n=2"}), .matrix = matrix, .limit = 1})) ==
        Listed{"2: a|2"});
}

TEST_CASE_FIXTURE(SelectionFixture,
                  "[B10] takes follow each other, after the matrix, and a limit bounds them") {
  const auto take_numbers = [](const RowTable& table) {
    std::vector<int> numbers;
    for (const Row& row : table.rows) numbers.push_back(row.take.value_or(0));
    return numbers;
  };
  const RowTable alone = read_rows(context, std::nullopt, {.takes = TakeRange{2, 3}});
  CHECK(alone.name() == "--takes");
  CHECK(take_numbers(alone) == std::vector<int>{0, 3, 4});
  const RowTable crossed =
      read_rows(context, std::nullopt,
                {.matrix = parse_matrix({"style=a,b"}), .takes = TakeRange{1, 2}, .limit = 3});
  CHECK(listed(crossed) == Listed{"1: a", "1: a", "2: b"});
  CHECK(take_numbers(crossed) == std::vector<int>{0, 2, 0});
  CHECK(select(animals, {.range = {2, 3}, .takes = TakeRange{1, 2}}) ==
        Listed{"2: dog|2", "2: dog|2", "3: cat|1", "3: cat|1"});
  CHECK(error_of([&] {
          read_rows(context, std::nullopt,
                    {.matrix = parse_matrix({"a=1,2"}), .takes = TakeRange{1, 600'000}});
        }) == "these are more than 1000000 rows");
}

TEST_CASE_FIXTURE(SelectionFixture, "a limit or a range ends the reading") {
  const std::string text = "a\n1\n2\n\"3\n";  // the third row would be refused
  CHECK(select(text, {.limit = 2}) == Listed{"1: 1", "2: 2"});
  CHECK(select(text, {.range = {2, 2}}) == Listed{"2: 2"});
  CHECK(select(text, {.matrix = parse_matrix({"m=x,y"}), .limit = 3}).size() == 3);
  CHECK_THROWS_AS(select(text, {.limit = 3}), Error);
}

TEST_CASE_FIXTURE(SelectionFixture, "a selection that cannot be made is refused") {
  CHECK(error_of([&] { select(animals, {.where = parse_conditions({"sise=1"})}); }) ==
        "--where: x.csv has no column \"sise\"");
  CHECK(error_of([&] { select("{\"a\":1}", {.where = parse_conditions({"b=1"})}, "x.jsonl"); }) ==
        "--where: x.jsonl has no column \"b\"");
  CHECK(error_of([&] { select(animals, {.matrix = parse_matrix({"size=1,2"})}); }) ==
        "x.csv has a column \"size\", and --matrix gives it too");
  CHECK(error_of([&] { read_rows(context, std::nullopt, {}); }) == "there are no rows");
  try {
    select(animals, {.where = parse_conditions({"size=3"})});
    FAIL("selected");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::not_found);
  }
  std::string digits = "0";
  for (int i = 1; i < 1100; ++i) digits += "," + std::to_string(i);
  CHECK(
      error_of([&] {
        read_rows(context, std::nullopt, {.matrix = parse_matrix({"a=" + digits, "b=" + digits})});
      }) == "these are more than 1000000 rows");
}

TEST_CASE_FIXTURE(SelectionFixture, "a row with problems is taken whatever the conditions are") {
  CHECK(select("a,b\n1\n2,2\n", {.where = parse_conditions({"b=1"})}) == Listed{"1: 1|"});
}
