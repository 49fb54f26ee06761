#include "app/batch/row_file.hpp"

#include "unit/app/batch/batch_fixture.hpp"

#include <limner/utf8.hpp>

#include <doctest/doctest.h>

#include <random>

using namespace limner;
using namespace limner::app;
using nlohmann::json;

namespace {

struct RowFileFixture : BatchFixture {
  RowFile open(const std::string& name, std::string_view text) {
    write(name, text);
    return RowFile(context, {.path = name});
  }

  // All rows, by column; rows with problems are those problems.
  json read(const std::string& name, std::string_view text) { return rows_of(open(name, text)); }

  static json rows_of(RowFile file) {
    json rows = json::array();
    while (const auto row = file.next()) {
      json values = json::object();
      for (std::size_t i = 0; i < row->cells.size(); ++i) {
        if (!row->cell(i).is_null()) values[file.columns()[i]] = row->cell(i);
      }
      for (const Problem& problem : row->problems) values["problem"].push_back(place(problem));
      rows.push_back(values);
    }
    return rows;
  }

  // The problems of opening and reading a file: "line:column type".
  std::string problems(const std::string& name, std::string_view text) {
    try {
      json found = json::array();
      for (const json& row : read(name, text)) {
        if (row.contains("problem"))
          found.insert(found.end(), row["problem"].begin(), row["problem"].end());
      }
      return lines(found.get<std::vector<std::string>>());
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::invalid_input);
      std::vector<std::string> places;
      for (const Problem& problem : error.problems()) places.push_back(place(problem));
      if (places.empty()) places.emplace_back(error.what());
      return lines(places);
    }
  }
};

constexpr std::string_view mark8 = "\xEF\xBB\xBF";

// As Excel writes "Unicode text".
std::string utf16(std::string_view text, bool is_big) {
  std::string bytes;
  const auto add = [&](unsigned unit) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xFF);
    bytes += is_big ? high : low;
    bytes += is_big ? low : high;
  };
  add(0xFEFF);
  while (!text.empty()) {
    const Character next = first_character(text);
    const auto code = static_cast<unsigned>(next.code);
    if (code >= 0x10000) {
      add(0xD800 + ((code - 0x10000) >> 10));
      add(0xDC00 + ((code - 0x10000) & 0x3FF));
    } else {
      add(code);
    }
    text.remove_prefix(next.bytes);
  }
  return bytes;
}

// A stream of rows that has no end.
struct EndlessBuffer : std::streambuf {
  int rows = 0;
  std::string part = "prompt,style\n";
  int_type underflow() override {
    if (rows > 0) part = "fox " + std::to_string(rows) + ",flat\n";
    ++rows;
    setg(part.data(), part.data(), part.data() + part.size());
    return traits_type::to_int_type(part.front());
  }
};

}  // namespace

TEST_CASE_FIXTURE(RowFileFixture, "each format gives the same rows") {
  const json expected{{{"prompt", "a fox, red"}, {"style", "flat"}}, {{"prompt", "a \"dog\""}}};
  CHECK(read("a.csv", "prompt,style\n\"a fox, red\",flat\n\"a \"\"dog\"\"\",\n") == expected);
  CHECK(read("a.CSV",
             std::string(mark8) + "prompt;style\r\na fox, red;flat\r\n\r\n;\r\na \"dog\";\r\n") ==
        expected);
  CHECK(read("a2.csv", "prompt\tstyle\na fox, red\tflat\na \"dog\"\t\n") == expected);
  CHECK(read("a.tsv", "prompt\tstyle\na fox, red\tflat\na \"dog\"\t\n") == expected);
  CHECK(read("s.csv", "sep=|\nprompt|style\na fox, red|flat\na \"dog\"|\n") == expected);
  CHECK(
      read("a.jsonl",
           "{\"prompt\":\"a fox, red\",\"style\":\"flat\"}\n\n{\"prompt\":\"a \\\"dog\\\"\"}\n") ==
      expected);
  CHECK(read("a.json",
             "[{\"prompt\":\"a fox, red\",\"style\":\"flat\"},{\"prompt\":\"a \\\"dog\\\"\"}]") ==
        expected);
  CHECK(read("a.yml", "- prompt: a fox, red\n  style: flat\n- {prompt: 'a \"dog\"', style: }\n") ==
        expected);
  CHECK(read("a.txt", "a fox, red\r\n\r\na \"dog\"") ==
        json{{{"prompt", "a fox, red"}}, {{"prompt", "a \"dog\""}}});
}

TEST_CASE_FIXTURE(RowFileFixture,
                  "UTF-16 as Excel writes it is a table, and its lines are counted") {
  const std::string table = "Prompt\tStyle\r\n\"ein Füchslein 🦊\"\tflat\r\nцвет\t\r\n";
  for (const bool is_big : {false, true}) {
    const json expected{{{"Prompt", "ein Füchslein 🦊"}, {"Style", "flat"}},
                        {{"Prompt", "цвет"}}};
    CHECK(read("x.txt", utf16(table, is_big)) == expected);
    CHECK(read("x.csv", utf16(table, is_big)) == expected);
    CHECK(read("prompts.txt", utf16("a fox\r\na dog\r\n", is_big)) ==
          json{{{"prompt", "a fox"}}, {{"prompt", "a dog"}}});
  }
  std::string half = utf16("prompt\na\n", false);
  half.insert(half.size() - 2, "\x00\xD8", 2);
  CHECK(problems("half.csv", half) == lines({"2:2 encoding"}));
  CHECK(problems("odd.csv", utf16("prompt\na", false) + "b") == lines({"2:2 encoding"}));
}

TEST_CASE_FIXTURE(RowFileFixture, "nested objects are columns by their path") {
  CHECK(read("n.jsonl",
             "{\"intent\":{\"prompt\":\"a\",\"tags\":[1,2]},\"n\":7,\"e\":{}}\n{\"n\":null}") ==
        json{{{"intent.prompt", "a"}, {"intent.tags", {1, 2}}, {"n", 7}, {"e", json::object()}},
             json::object()});
  CHECK(read("n.yaml", "- intent: {prompt: 1.10}\n  n: 1.10\n") ==
        json{{{"intent.prompt", "1.10"}, {"n", "1.10"}}});
}

TEST_CASE_FIXTURE(RowFileFixture, "stdin is sniffed unless its format is given") {
  const auto piped = [&](const std::string& text, std::optional<RowFormat> format = {}) {
    in.clear();
    in.str(text);
    return rows_of(RowFile(context, {.path = "-", .format = format}));
  };
  CHECK(piped("\n {\"prompt\":\"a\"}\n") == json{{{"prompt", "a"}}});
  CHECK(piped("[{\"prompt\":\"a\"}]") == json{{{"prompt", "a"}}});
  CHECK(piped("prompt;n\na;1\n") == json{{{"prompt", "a"}, {"n", "1"}}});
  CHECK(piped("a fox\na dog\n", RowFormat::text) ==
        json{{{"prompt", "a fox"}}, {{"prompt", "a dog"}}});
  CHECK(piped("- prompt: a\n", RowFormat::yaml) == json{{{"prompt", "a"}}});
}

TEST_CASE_FIXTURE(RowFileFixture,
                  "a stream that does not end is read only as far as its rows are wanted") {
  EndlessBuffer endless;
  in.std::istream::rdbuf(&endless);
  RowFile file(context, {.path = "-"});
  for (int i = 1; i <= 3; ++i) CHECK(file.next()->cell(0) == "fox " + std::to_string(i));
  CHECK(endless.rows == 4);
  context.stop.request_stop();
  CHECK(error_of([&] { file.next(); }) == "stopped while reading stdin");
}

TEST_CASE_FIXTURE(RowFileFixture, "rows and cells have their places") {
  RowFile table = open("t.csv", "prompt,style\n\"a\n\nb\",flat\n\n né🦊 ,\"x\"\n");
  CHECK(table.column_mark(1)->column == 8);
  const Row first = *table.next();
  const Row second = *table.next();
  CHECK(first.line == 2);
  CHECK(second.line == 6);
  CHECK(second.number == 2);
  Mark mark = table.mark(first, 1);
  CHECK(place(mark) == "4:4");
  CHECK(mark.length == 4);
  CHECK(mark.excerpt == "b\",flat");
  mark = table.mark(second, 1);
  CHECK(place(mark) == "6:7");
  CHECK(mark.length == 3);
  CHECK(mark.file == "t.csv");

  RowFile lines = open("t.jsonl", "{\"a\": 1}\n\n{\"a\": 2, \"b\": {\"c\": \"né\"}}\n");
  lines.next();
  const Row row = *lines.next();
  CHECK(place(lines.mark(row, 1)) == "3:21");
  CHECK(lines.mark(row, 1).excerpt == "{\"a\": 2, \"b\": {\"c\": \"né\"}}");
  CHECK(place(*lines.column_mark(1)) == "3:21");

  RowFile list = open("t.yaml", "- a: 1\n- a: 2\n  b: 3\n");
  list.next();
  CHECK(place(list.mark(*list.next(), 1)) == "3:6");
}

TEST_CASE_FIXTURE(RowFileFixture, "a file without rows is refused") {
  CHECK(problems("e.csv", "") == lines({"e.csv is empty"}));
  CHECK(problems("e.csv", "\n\n") == lines({"e.csv is empty"}));
  CHECK(problems("h.csv", "prompt,style\n") == lines({"h.csv has no rows"}));
  CHECK(problems("h.csv", "prompt,style\n,\n , \n") == lines({"h.csv has no rows"}));
  CHECK(problems("e.txt", " \n\n") == lines({"e.txt has no rows"}));
  CHECK(problems("e.jsonl", "\n") == lines({"e.jsonl has no rows"}));
  CHECK(problems("e.json", "[]") == lines({"e.json has no rows"}));
  CHECK(problems("e.json", "") == lines({"e.json is empty"}));
  CHECK(problems("e.yaml", "") == lines({"e.yaml is empty"}));
  CHECK(problems("e.yaml", "prompt: a\n") == lines({"1:1 list_type"}));
  CHECK(error_of([&] { RowFile(context, {.path = "none.csv"}); }) ==
        "cannot read none.csv: No such file or directory");
  std::filesystem::create_directory(home.path / "dir.csv");
  CHECK(error_of([&] { RowFile(context, {.path = "dir.csv"}); }) == "dir.csv cannot be read");
  CHECK(error_of([&] { open("x.xlsx", "PK"); }) == "x.xlsx is not a file of rows");
}

TEST_CASE_FIXTURE(RowFileFixture, "all problems of a header are reported together") {
  CHECK(problems("h.csv", "a,,a, b ,b,c\n1,2,3,4,5,6\n") ==
        lines({"1:3 empty_column_name", "1:4 duplicate_column", "1:10 duplicate_column"}));
  CHECK(problems("h.csv", "a,\xE9\n1,2\n") == lines({"1:3 encoding"}));
  CHECK(problems("h.csv", "\"a,b\n1,2\n") == lines({"1:1 unclosed_quote"}));
}

TEST_CASE_FIXTURE(RowFileFixture,
                  "a row that cannot be used has its problems, and the next one is read") {
  CHECK(problems("r.csv", "a,b\n1\n1,2,3\n1,2\n1,\"2\"x\n\xE9,2\n1,2\xE9\n") ==
        lines({"2:1 ragged_row", "3:5 ragged_row", "5:6 text_after_quote", "6:1 encoding",
               "7:4 encoding"}));
  CHECK(problems("r.csv", "a,b\n1,2\n1,\"2\n1,2\n") == lines({"3:3 unclosed_quote"}));
  CHECK(problems("r.txt", "a\n\xE9\n") == lines({"2:1 encoding"}));
  CHECK(problems("r.jsonl",
                 "{\"a\": 1}\n{\"a\": }\n[1]\n7\n{\"a\": 1, \"a\": 2}\n{\"a\": \xE9}\n{\"\": 1}") ==
        lines({"2:7 syntax", "3:1 dict_type", "4:1 dict_type", "5:10 duplicate_key", "6:7 encoding",
               "7:6 empty_column_name"}));
  CHECK(problems("r.jsonl", "{\"a\": {\"b\": 1}, \"a.b\": 2}") == lines({"1:24 duplicate_column"}));
  CHECK(problems("r.yaml", "- a: 1\n- 7\n") == lines({"2:3 dict_type"}));
  CHECK(problems("r.yaml", "- a: 1\n- b: [\n") == lines({"3:1 syntax"}));
}

TEST_CASE_FIXTURE(RowFileFixture, "a value is as long as a text may be, and the limit is named") {
  load_settings("", {{"limits.text_bytes", "10"}});
  for (const auto& [name, text] : std::initializer_list<std::pair<const char*, const char*>>{
           {"l.csv", "a,b\n1,1234567890\n1,12345678901\n2,\"123456789012\"\n"},
           {"l.txt", "1234567890\n12345678901\n123456789012\n"},
           {"l.jsonl",
            "{\"b\":\"1234567890\"}\n{\"b\":\"12345678901\"}\n{\"b\":[\"123456789012\"]}"}}) {
    const std::string file_name(name);
    CAPTURE(file_name);
    const std::string found = problems(file_name, text);
    CHECK(std::ranges::count(found, '\n') == 2);
    CHECK(found.ends_with(" too_long\n"));
  }
  RowFile file = open("l.csv", "a,b\n1,12345678901\n");
  const Row row = *file.next();
  CHECK(row.problems.front().message == "column \"b\" is longer than 10 bytes");
  CHECK(row.problems.front().help ==
        "--max-text-bytes N raises the limit, as does limits.text_bytes in your settings");
}

TEST_CASE_FIXTURE(RowFileFixture, "a field of 10 MB and 100 000 rows are read") {
  load_settings("", {{"limits.text_bytes", "20000000"}});
  const std::string large(10'000'000, 'x');
  CHECK(open("l.csv", "a\n\"" + large + "\"\n").next()->cell(0) == large);
  std::string many = "prompt,n\n";
  for (int i = 0; i < 100'000; ++i) many += "a fox," + std::to_string(i) + "\n";
  RowFile file = open("many.csv", many);
  int count = 0;
  while (const auto row = file.next()) count = row->number;
  CHECK(count == 100'000);
}

TEST_CASE_FIXTURE(RowFileFixture, "a file that is changed while it is read is refused") {
  RowFile file = open("c.csv", "a\n1\n2\n");
  file.next();
  write("c.csv", "a\n1\n2\n3\n");
  CHECK(error_of([&] {
          while (file.next()) {
          }
        }) == "c.csv was changed while it was read");
}

TEST_CASE_FIXTURE(RowFileFixture, "random tables are read as they were written") {
  std::mt19937 random(20261130);
  const auto pick = [&](std::size_t below) { return random() % below; };
  const std::vector<std::string> parts{"a",  " ", ",",    ";", "\t", "\"",
                                       "\n", "é", "🦊", "=", "|",  "0"};
  for (int round = 0; round < 200; ++round) {
    CAPTURE(round);
    const std::string delimiter(1, ",;\t"[pick(3)]);
    const bool is_excel = pick(3) == 0;
    const std::string line_end = pick(2) == 0 ? "\n" : "\r\n";
    const std::size_t columns = 2 + pick(4);
    std::string text;
    for (std::size_t i = 0; i < columns; ++i)
      text += (i > 0 ? delimiter : "") + "c" + std::to_string(i);
    json expected = json::array();
    for (std::size_t rows = 1 + pick(5); rows > 0; --rows) {
      json values{{"c0", "x"}};
      text += line_end + "x";
      for (std::size_t i = 1; i < columns; ++i) {
        std::string cell, quoted;
        for (std::size_t length = pick(6); length > 0; --length) cell += parts[pick(parts.size())];
        for (const char c : cell) {
          quoted += c == '"' ? "\"\"" : c == '\n' ? line_end : std::string(1, c);
        }
        text += delimiter + "\"" + quoted + "\"";
        if (cell.find_first_not_of(" \t\n") != std::string::npos)
          values["c" + std::to_string(i)] = cell;
      }
      expected.push_back(values);
    }
    CAPTURE(text);
    CHECK(read("p.csv", is_excel ? utf16(text, pick(2) == 0) : text) == expected);
  }
}
