#include "app/batch/row_check.hpp"

#include "unit/app/batch/batch_fixture.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace limner;
using namespace limner::app;
using nlohmann::json;

namespace {

struct CheckFixture : BatchFixture {
  templates::Template flow =
      workflow("  intent:\n"
               "    prompt: {type: string, required: true, maxLength: 20, flag: prompt}\n"
               "    style: {type: string, enum: [flat, cartoon], default: flat, flag: style}\n"
               "  count: {type: integer, minimum: 1, maximum: 4, default: 1, flag: count}\n"
               "  scale: {type: number, nullable: true, default: null}\n"
               "  trim: {type: boolean, default: false, flag: trim}\n"
               "  photo: {type: image, nullable: true, default: null}\n"
               "  references: {type: images, default: []}\n"
               "  extra: {type: object, default: {}}\n");
  std::optional<RowTable> table;

  std::vector<CheckedRow> check(const std::string& name, std::string_view text,
                                const RowMappingOptions& options = {},
                                const json& given = json::object(),
                                const RowSelection& selection = {}) {
    write(name, text);
    table.emplace(read_rows(context, RowSource{.path = name}, selection));
    return check_rows(context, flow, *table, map_columns(flow, *table, options), given);
  }

  // "row number: line:column type message".
  static std::string listed(const std::vector<CheckedRow>& rows) {
    std::vector<std::string> all;
    for (const CheckedRow& row : rows) {
      for (const Problem& problem : row.problems)
        all.push_back(fmt::format("{}: {} {}", row.number, place(problem), problem.message));
    }
    return lines(all);
  }
};

using Listed = std::vector<std::string>;

}  // namespace

TEST_CASE_FIXTURE(CheckFixture, "cells are values of their inputs, and empty ones are not given") {
  const auto rows = check("a.csv",
                          "prompt,Style,count,scale,trim,extra,extra.k\n"
                          " a fox , cartoon , 2 ,0.5,TRUE,,v\n"
                          "null,,,,,a=b,\n",
                          {}, {{"intent", {{"style", "flat"}}}, {"count", 3}});
  CHECK(listed(rows).empty());
  CHECK(rows[0].intake() == json{{"intent", {{"prompt", " a fox "}, {"style", "cartoon"}}},
                                 {"count", 2},
                                 {"scale", 0.5},
                                 {"trim", true},
                                 {"extra", {{"k", "v"}}}});
  CHECK(rows[1].intake() == json{{"intent", {{"prompt", "null"}, {"style", "flat"}}},
                                 {"count", 3},
                                 {"extra", {{"a", "b"}}}});
}

TEST_CASE_FIXTURE(CheckFixture, "values of JSON and YAML are read as those of an intake file") {
  const auto rows =
      check("a.jsonl", "{\"intent\":{\"prompt\":7,\"style\":null},\"count\":2,\"scale\":null,"
                       "\"extra\":{\"a\":{\"b\":1}}}\n"
                       "{\"count\":1}\n");
  CHECK(listed(rows) == lines({"2: 2:1 missing column \"intent.prompt\" is required"}));
  CHECK(rows[0].intake() == json{{"intent", {{"prompt", "7"}}},
                                 {"count", 2},
                                 {"scale", nullptr},
                                 {"extra", {{"a", {{"b", 1}}}}}});
}

TEST_CASE_FIXTURE(CheckFixture, "a value and a part of it cannot both be given") {
  const std::string_view fault = "gives a value that another column gives too";
  const auto rows = check("a.jsonl", "{\"prompt\":\"x\",\"extra\":{\"a\":1}}\n"
                                     "{\"prompt\":\"y\",\"extra.a\":1,\"extra\":5}\n"
                                     "{\"prompt\":\"z\",\"extra\":5,\"extra.a\":1}\n");
  CHECK_FALSE(rows[0].is_wrong());
  CHECK(rows[1].problems.front().message == fmt::format("column \"extra\" {}", fault));
  CHECK(rows[2].problems.front().message == fmt::format("column \"extra.a\" {}", fault));
  CHECK(listed(check("a.csv", "prompt,extra,extra.a\nx,a=1,2\n")).empty());
  CHECK(check("a.csv", "prompt,extra,extra.a\nx,\"[1]\",2\n")[0].is_wrong());
}

TEST_CASE_FIXTURE(CheckFixture,
                  "[B3] every problem of every row is named with its place and column") {
  const auto rows = check("a.csv", "Prompt,style,count,trim,seed,take\n"
                                   "a fox,flt,5,maybe,-1,0\n"
                                   ",flat,1,,,\n"
                                   "a dog,flat,1,,1,1\n"
                                   "a dog,flat\n"
                                   "a very long prompt of many words,,x,,,\n");
  CHECK(
      listed(rows) ==
      lines({"1: 2:19 int_parsing column \"seed\" must be a whole number, not \"-1\"",
             "1: 2:22 int_parsing column \"take\" must be a whole number, not \"0\"",
             "1: 2:7 enum column \"style\" is \"flt\"; it must be flat or cartoon",
             "1: 2:11 less_than_equal column \"count\" is 5; it must be at most 4",
             "1: 2:13 bool_parsing column \"trim\" must be true or false, not \"maybe\"",
             "2: 3:1 missing column \"Prompt\" is required",
             "4: 5:7 ragged_row this row has 2 cells, the header 6",
             "5: 6:1 string_too_long column \"Prompt\" has 32 characters; at most 20 are accepted",
             "5: 6:35 int_parsing column \"count\" must be a whole number, not \"x\""}));
  CHECK(rows[0].problems[2].loc == Listed{"rows", "1", "style"});
  CHECK(rows[0].problems[2].help == "did you mean \"flat\"?");
  CHECK(rows[0].intake().is_null());
  CHECK_FALSE(rows[2].is_wrong());
}

TEST_CASE_FIXTURE(CheckFixture,
                  "the problems of all rows are one error, or the rows are left out") {
  const std::string text = "prompt,count\na,1\nb,9\nc,x\nd,2\n";
  auto rows = check("a.csv", text);
  try {
    refuse_wrong_rows(*table, rows);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_input);
    CHECK(std::string(error.what()) == "2 of 4 rows of a.csv are wrong");
    CHECK(error.problems().size() == 2);
  }
  const auto problems = remove_wrong_rows(*table, rows);
  CHECK(places(problems) == Listed{"3:3 less_than_equal", "4:3 int_parsing"});
  CHECK(problems[0].mark->excerpt == "b,9");
  // [B7] Each row is either kept or has problems.
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].number == 4);
  CHECK(rows[1].index == 3);
  refuse_wrong_rows(*table, rows);
  rows = check("a.csv", "prompt,count\na,9\n");
  CHECK(error_of([&] { remove_wrong_rows(*table, rows); }) == "1 of 1 rows of a.csv is wrong");
}

TEST_CASE_FIXTURE(CheckFixture, "a value that all rows are given is reported once") {
  auto rows = check("a.csv", "prompt\na\nb\n", {}, {{"count", 9}});
  try {
    refuse_wrong_rows(*table, rows);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(places(error.problems()) == Listed{"less_than_equal"});
    CHECK(error.problems().front().loc == Listed{"intake", "count"});
  }
}

TEST_CASE_FIXTURE(CheckFixture, "a required input needs a column or a value for all rows") {
  CHECK(error_of([&] { check("a.csv", "count\n1\n"); }) ==
        "a.csv has no column for intent.prompt, which is required");
  CHECK(listed(check("a.csv", "count\n1\n", {}, {{"intent", {{"prompt", "a fox"}}}})).empty());
}

TEST_CASE_FIXTURE(CheckFixture,
                  "a row keeps its key when others are added, moved or written otherwise") {
  const auto rows = check("a.csv", "prompt,style,seed\na,,\nb,,\nb,,7\nb,cartoon,\n");
  std::set<std::string> keys;
  for (const CheckedRow& row : rows) keys.insert(row.key);
  CHECK(keys.size() == 4);
  CHECK(rows[0].key.size() == 32);
  const auto other =
      check("b.jsonl", "{\"style\":\"cartoon\",\"prompt\":\"b\"}\n{\"prompt\":\"c\"}\n"
                       "{\"prompt\":\"a\",\"style\":\"flat\",\"count\":1}\n");
  CHECK(other[0].key == rows[3].key);
  CHECK(other[2].key == rows[0].key);
}

TEST_CASE_FIXTURE(
    CheckFixture,
    "rows with the same inputs or key are refused, with both lines, unless their takes differ") {
  CHECK(listed(check("a.csv", "prompt,style\na,flat\n\nb,\na,\n")) ==
        lines({"3: 5:1 duplicate_row this row has the same inputs as row 1 (line 2)"}));
  CHECK(listed(check("a.csv", "prompt,take\na,\na,2\na,1\n")) ==
        lines({"3: 4:1 duplicate_row this row has the same inputs as row 1 (line 2)"}));
  CHECK(listed(check("a.csv", "file,prompt\nf,a\ng,a\nf,b\n,c\n", {.key = "file"})) ==
        lines({"3: 4:1 duplicate_row the key \"f\" is that of row 1 (line 2) too",
               "4: 5:1 key the key in column \"file\" is empty"}));
  const auto rows = check("a.csv", "prompt,key,take\na,k1,\na,k1,2\n");
  CHECK(listed(rows).empty());
  CHECK(rows[0].key == "k1");
  CHECK(rows[1].key == "k1 take=2");
  CHECK(rows[1].take == 2);
}

TEST_CASE_FIXTURE(CheckFixture, "[B10] each take has its own key, and the first that of its row") {
  const auto rows = check("a.csv", "prompt,key\na,k\nb,m\n", {}, json::object(),
                          {.takes = TakeRange{.first = 3, .count = 2}});
  REQUIRE(rows.size() == 4);
  CHECK(listed(rows).empty());
  CHECK(rows[0].key == "k");
  CHECK_FALSE(rows[0].take.has_value());
  CHECK(rows[1].key == "k take=4");
  CHECK(rows[1].take == 4);
  CHECK(rows[3].key == "m take=4");
  const auto unnamed =
      check("a.csv", "prompt\na\n", {}, json::object(), {.takes = TakeRange{1, 2}});
  CHECK(unnamed[1].key == unnamed[0].key + " take=2");
}

TEST_CASE_FIXTURE(CheckFixture, "crossed rows have keys with the values of the matrix") {
  const auto rows = check("a.csv", "prompt,key\na,k\n", {}, json::object(),
                          {.matrix = parse_matrix({"style=flat,cartoon", "seed=1,2"})});
  REQUIRE(rows.size() == 4);
  CHECK(listed(rows).empty());
  CHECK(rows[3].key == "k style=cartoon seed=2");
  CHECK(rows[3].seed == 2);
  CHECK(rows[3].intake()["intent"]["style"] == "cartoon");
  CHECK(listed(check("a.csv", "prompt\na\n", {}, json::object(),
                     {.matrix = parse_matrix({"style=flat,flt"})})) ==
        lines({"1: 2:1 enum column \"style\" is \"flt\"; it must be flat or cartoon"}));
  const auto lines = check("a.jsonl", "{\"prompt\":\"a\"}\n", {}, json::object(),
                           {.matrix = parse_matrix({"count=1,2"})});
  CHECK(lines[1].intake() == json{{"intent", {{"prompt", "a"}}}, {"count", 2}});
}

TEST_CASE_FIXTURE(CheckFixture,
                  "pictures are paths from the row file, and their files must exist") {
  write("shop/fox.png", "x");
  write("shop/in/dog.png", "x");
  const auto rows = check("shop/a.csv", "prompt,photo,references\n"
                                        "a,fox.png, in/dog.png | https://x.org/a.png|artifact:abc\n"
                                        "b,none.png,fox.png|-|ftp://x/y.png\n");
  CHECK(rows[0].intake()["photo"] == "shop/fox.png");
  CHECK(rows[0].intake()["references"] ==
        json{"shop/in/dog.png", "https://x.org/a.png", "artifact:abc"});
  CHECK(listed(rows) ==
        lines({"2: 3:3 image column \"photo\": there is not a file \"shop/none.png\"",
               "2: 3:12 image column \"references\": a row cannot take its picture from stdin",
               "2: 3:12 image column \"references\": no picture is taken from ftp://x/y.png"}));
  const std::string text =
      "{\"prompt\":\"a\",\"photo\":\"fox.png\",\"references\":[\"in/dog.png\",7]}";
  CHECK(listed(check("shop/a.jsonl", text)) ==
        lines({"1: 1:46 image column \"references\": there is not a file \"shop/7\""}));
  CHECK(check("shop/b.jsonl", "{\"prompt\":\"a\",\"photo\":\"fox.png\"}")[0].key ==
        check("shop/b.csv", "prompt,photo\na,fox.png\n")[0].key);
}

TEST_CASE_FIXTURE(CheckFixture, "options of a run are read from columns") {
  const auto rows = check("a.csv", "prompt,model,tag.set,seed\na,openai/x, spring ,0x10\n");
  CHECK(rows[0].model == "openai/x");
  CHECK(rows[0].tags == std::vector<std::pair<std::string, std::string>>{{"set", "spring"}});
  CHECK(rows[0].seed == 16);
  CHECK_FALSE(rows[0].take.has_value());
}
