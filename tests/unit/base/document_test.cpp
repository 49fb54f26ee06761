// Reading YAML and JSON: what is typed how, what is refused, and where it stood.
#include <limner/document.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace limner;

namespace {

// "line:column+length type: message | help", one line for each problem.
std::string refusal(const std::string& text) {
  try {
    parse_document(text, "t.yaml");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_template);
    std::string out;
    for (const Problem& problem : error.problems()) {
      REQUIRE(problem.mark);
      out += fmt::format("{}{}:{}+{} {}: {} | {}", out.empty() ? "" : "\n", problem.mark->line,
                         problem.mark->column, problem.mark->length, problem.type, problem.message,
                         problem.help);
    }
    return out.empty() ? error.what() : out;
  }
  return "accepted";
}

nlohmann::json value_of(const std::string& text) {
  return parse_document("v: " + text, "t.yaml").root.to_json().at("v");
}

}  // namespace

TEST_CASE("plain words are typed by the YAML 1.2 core schema") {
  CHECK(value_of("16:9") == "16:9");
  CHECK(value_of("no") == "no");
  CHECK(value_of("on") == "on");
  CHECK(value_of("2026-11-21") == "2026-11-21");
  CHECK(value_of("1024x1024") == "1024x1024");
  CHECK(value_of("true") == true);
  CHECK(value_of("FALSE") == false);
  CHECK(value_of("~").is_null());
  CHECK(value_of("").is_null());
  CHECK(value_of("12") == 12);
  CHECK(value_of("+12") == 12);
  CHECK(value_of("-0") == 0);
  CHECK(value_of("010") == 10);
  CHECK(value_of("0x1F") == 31);
  CHECK(value_of("0o17") == 15);
  CHECK(value_of("1.50") == 1.5);
  CHECK(value_of("-.5e1") == -5.0);
  CHECK(value_of(".inf") == ".inf");
  CHECK(value_of("1e") == "1e");
  CHECK(value_of("1_000") == "1_000");
  CHECK(value_of("+-1") == "+-1");
  CHECK(value_of("9223372036854775808").is_number_unsigned());
}

TEST_CASE("a last line of spaces is a line of its block scalar, with a line break or without") {
  for (const std::string_view end : {"", "\n"}) {
    CAPTURE(end);
    const auto text = [&](const std::string& yaml) {
      return parse_document(yaml + std::string(end), "t.yaml").root.to_json();
    };
    CHECK(text("foo: |\n  x\n   ")["foo"] == "x\n \n");  // yaml-test-suite L24T
    CHECK(text("- |+\n   ")[0] == "\n");                 // JEF9
    CHECK(text("foo: |\n  x\n  ")["foo"] == "x\n");
    CHECK(text("foo: bar\n  ")["foo"] == "bar");
    CHECK(text("foo: 'bar'\n  ")["foo"] == "bar");
  }
  CHECK(parse_document("  ", "t.yaml").root.to_json().is_null());
}

TEST_CASE("quoted and block scalars are text") {
  CHECK(value_of("\"12\"") == "12");
  CHECK(value_of("'true'") == "true");
  CHECK(value_of("|\n  12\n") == "12\n");
  CHECK(value_of(">-\n  a\n  b\n") == "a b");
}

TEST_CASE("a tree remembers where each thing stood, in characters") {
  const Document document = parse_document("ä: \"größe\"\nlist: [one, two]\n", "t.yaml");
  const Node* quoted = document.root.find("ä");
  REQUIRE(quoted != nullptr);
  CHECK(quoted->line == 1);
  CHECK(quoted->column == 4);
  CHECK(quoted->length == 7);
  CHECK(quoted->quoted);
  const Node& two = document.root.find("list")->items.at(1);
  CHECK(two.line == 2);
  CHECK(two.column == 13);
  CHECK(two.length == 3);
  CHECK(document.mark(two).excerpt == "list: [one, two]");
  CHECK(document.mark(two).file == "t.yaml");
  CHECK(document.root.find("none") == nullptr);
}

TEST_CASE("a text over several lines is underlined to the end of its first") {
  const Document document = parse_document("a: \"one\n  two\"\n", "t.yaml");
  CHECK(document.root.find("a")->length == 4);
}

TEST_CASE("lines end as they do in an editor") {
  CHECK(parse_document("a: 1\r\nb: 2\r\n", "t").root.find("b")->line == 2);
  CHECK(parse_document("a: 1\rb: 2\r", "t").root.find("b")->line == 2);
  const Document document = parse_document("a: 1\r\nb: 2\r\n", "t");
  CHECK(document.mark(*document.root.find("b")).excerpt == "b: 2");
}

TEST_CASE("JSON is read the same way, with tabs and escaped pairs") {
  const Document document = parse_document(
      "{\n\t\"a\": [1, 2.5, null, true],\n\t\"b\\/c\": \"\\ud83d\\ude00 \\\\ud83d\", \"d\":1}",
      "t");
  CHECK(document.root.to_json() == nlohmann::json::parse(document.text));
  CHECK(document.root.find("b/c")->text == "😀 \\ud83d");
  CHECK(document.root.find("b/c")->column == 10);
  CHECK(document.root.find("b/c")->length == 22);
  CHECK(document.root.find("d")->column == 38);
}

TEST_CASE("an empty text is an empty value, and a byte order mark is not text") {
  CHECK(parse_document("", "t").root.to_json().is_null());
  CHECK(parse_document("# nothing\n", "t").root.to_json().is_null());
  const Document document = parse_document("\xEF\xBB\xBF"
                                           "a: 1",
                                           "t");
  CHECK(document.root.entries.front().first.column == 1);
}

TEST_CASE("duplicate keys, anchors, aliases and tags are all reported together") {
  CHECK(refusal("a: 1\nb: 2\na: 3\n") ==
        "3:1+1 duplicate_key: duplicate key \"a\" | the first is on line 1; keep one of them");
  CHECK(refusal("x: &one 1\ny: *one\nz: !!str 1\nx: ! a\n") ==
        "1:4+6 anchor: anchors (&name) are not supported | text that begins with & needs quotes\n"
        "2:4+4 alias: aliases (*name) are not supported | text that begins with * needs quotes\n"
        "3:4+7 tag: tags (!name) are not supported | text that begins with ! needs quotes\n"
        "4:1+1 duplicate_key: duplicate key \"x\" | the first is on line 1; keep one of them\n"
        "4:4+3 tag: tags (!name) are not supported | text that begins with ! needs quotes");
  CHECK(refusal("a: !x [1]\n").starts_with("1:4+1 tag"));
  CHECK(refusal("a: &x {b: 1}\n").starts_with("1:4+1 anchor"));
  CHECK(refusal("{\"a\": 1, \"a\": 2}").starts_with("1:10+3 duplicate_key"));
}

TEST_CASE("a second document is refused") {
  CHECK(refusal("a: 1\n---\nb: 2\n") ==
        "2:1+1 second_document: a second document begins here | a file contains one document: "
        "remove the --- line or split the file");
  CHECK(refusal("---\na: 1\n...\n") == "accepted");
}

TEST_CASE("a syntax error is explained with its position") {
  CHECK(refusal("a:\n\tb: 1\n") ==
        "2:1+1 syntax: a tab where spaces are needed | indent with spaces");
  CHECK(refusal("a: \"never closed\nb: 1\n") ==
        "1:4+1 syntax: this quote is not closed | add the closing quote");
  CHECK(refusal("a: 'never closed\n") ==
        "1:4+1 syntax: this quote is not closed | add the closing quote");
  CHECK(refusal("a: @home\n") == "1:4+1 syntax: text cannot begin with @ | put the text in quotes");
  CHECK(refusal("a: b: c\n").starts_with("1:5+1 syntax: unexpected key | text that has"));
  CHECK(refusal("a: 1\nb\n").starts_with("2:1+1 syntax: this is neither \"key: value\" nor"));
  CHECK(refusal("a:\n    b: 1\n  c: 2\n").starts_with("3:3+1 syntax: expected another"));
  CHECK(refusal("a: [1, 2\nb: 3\n")
            .starts_with("2:2+1 syntax: expected , or ] here | the [ on line 1"));
  CHECK(refusal("a: {b: 1\nc: 3\n")
            .starts_with("2:2+1 syntax: expected , or } here | the { on line 1"));
  CHECK(refusal("a: \"\\q\"\n").starts_with("1:5+1 syntax: unknown \\ escape"));
  CHECK(refusal("a: *\n").starts_with("1:4+1 syntax: text cannot begin with *"));
  CHECK(refusal("a: | text\n").starts_with("1:6+1 syntax: text after | or >"));
  CHECK(refusal("a: 1\n- b\n").starts_with("2:1+1 syntax: "));
  CHECK(refusal("a: b\n  with: c\n")
            .starts_with("2:7+1 syntax: \"with\" is indented too far | begin it in the column"));
  CHECK(refusal("a: {{ x.y }}\n") ==
        "1:4+1 syntax: an expression begins with ${{ | write ${{ x.y }}");
  CHECK(refusal("? [a]\n: b\n").starts_with("1:3+1 syntax: a key must be text"));
}

TEST_CASE("text in brackets that begins with a question mark keeps it or is refused") {
  for (const char* text : {"[?x]", "{?foo: bar, bar: 42}", "[?\"x\"]"}) {
    CAPTURE(std::string(text));
    CHECK_THROWS_WITH_AS(parse_document(text, "t"), "text cannot begin with ?", Error);
  }
  CHECK(parse_document("a: ?x", "t").root.find("a")->text == "?x");
  CHECK(parse_document("? a\n: b", "t").root.find("a")->text == "b");
  CHECK(parse_document("[\"?x\"]", "t").root.items[0].text == "?x");
}

TEST_CASE("the help for an unquoted expression in braces is to quote it") {
  CHECK(refusal("a: {input: ${{ steps.x.images }}}\n").ends_with("put it in quotes: \"${{ … }}\""));
}

TEST_CASE("columns count characters, not bytes, in refusals too") {
  CHECK(refusal("größe: äöü: x\n").starts_with("1:11+1 syntax"));
}

TEST_CASE("text that is not UTF-8 is refused with line and column, and printed escaped") {
  CHECK(refusal("a: \xE4\n") == "1:4+1 encoding: this is not UTF-8 text | save the file as UTF-8");
  CHECK(refusal("ok: 1\nä: \xC0\xAF\n").starts_with("2:4+1 encoding"));
  CHECK(refusal("a: \xED\xA0\x80\n").starts_with("1:4+1 encoding"));
  CHECK(refusal(std::string("a: \0", 4)) == "1:4+1 nul: the character U+0000 is not allowed | "
                                            "remove it");
  CHECK(refusal("a: \x1B[31m\n").starts_with("1:4+1 control_character: the character U+001B"));
  CHECK(refusal("a: b\xE2\x80\xA8"
                "c\n")
            .starts_with("1:5+1 control_character"));
  CHECK(refusal("a: \"\\0\"\n").starts_with("1:4+4 control_character: a control character"));
  try {
    parse_document("a: \x1B[31m\xFF\n", "t");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.problems().front().mark->excerpt == "a: \uFFFD[31m\uFFFD");
  }
}

TEST_CASE("nesting is read to 64 levels and refused at 65") {
  const auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
  };
  CHECK(refusal(nested(64)) == "accepted");
  CHECK(refusal(nested(65)).starts_with("1:65+1 nesting: nested deeper than 64 levels"));
}

// How long each takes is measured by tests/bench/hostile_bench.cpp.
TEST_CASE("hostile texts are refused") {
  std::string many = "a: [";
  for (int i = 0; i < 60'000; ++i) many += "1,";
  std::string twice;
  for (int i = 0; i < 40'000; ++i) twice += "a: 1\n";
  std::string pairs = "[";
  for (int i = 0; i < 40'000; ++i) pairs += "\"\\ud83d\\ude00\",";
  std::string dashes;
  for (int i = 0; i < 100'000; ++i) dashes += "- ";
  const std::string megabyte(1u << 20, 'x');
  const std::vector<std::string> texts{many + "1]",
                                       twice,
                                       pairs + "1,]",
                                       dashes,
                                       std::string(900'000, '['),
                                       std::string(900'000, '{'),
                                       std::string((64u << 20) + 1, 'x'),
                                       "a: \"" + megabyte.substr(10),
                                       "? " + megabyte.substr(10) + "\n: [",
                                       std::string(900'000, ' ') + "\t- @"};
  for (const std::string& text : texts) {
    CAPTURE(text.substr(0, 40));
    CHECK(refusal(text) != "accepted");
  }
}

TEST_CASE("at most twenty problems are reported") {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "a: 1\n";
  try {
    parse_document(text, "t");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.problems().size() == 20);
  }
}

namespace {

std::string json_problem(const std::string& text) {
  try {
    parse_document(text, "t.json");
    return "read";
  } catch (const Error& error) {
    if (error.problems().empty()) return error.what();
    const Problem& first = error.problems().front();
    return fmt::format("{}:{}: {}", first.mark->line, first.mark->column, first.message);
  }
}

}  // namespace

TEST_CASE("JSON is read by the rules of JSON, with positions") {
  const Document document =
      parse_document("{\"ä\"\n:\t[1.10, \"größe\", {\"x\": null}], \"z\":-0.5e3}", "t.json");
  const Node& list = *document.root.find("ä");
  CHECK(document.root.entries.front().first.line == 1);
  CHECK(document.root.entries.front().first.column == 2);
  CHECK(document.root.entries.front().first.length == 3);
  CHECK(list.line == 2);
  CHECK(list.column == 3);
  CHECK(list.items[0].text == "1.10");
  CHECK(list.items[0].column == 4);
  CHECK(list.items[0].length == 4);
  CHECK(list.items[1].column == 10);
  CHECK(list.items[1].length == 7);
  CHECK(list.items[1].quoted);
  CHECK(list.items[2].column == 19);
  CHECK(list.items[2].find("x")->column == 25);
  CHECK(document.root.find("z")->text == "-0.5e3");
  CHECK(document.root.find("z")->column == 37);
}

TEST_CASE("JSON that YAML cannot read is read, under any name") {
  for (const std::string text :
       {"{\"s\"\n:\"x\"}", "\t{\"s\":\"x\"}", "{\"s\":\"x\"}\n\t", "{\"s\":\"x\u2028y\"}"}) {
    CHECK(parse_document(text, "-").root.find("s")->text.starts_with("x"));
  }
  CHECK(parse_document("{s: x}", "-").root.find("s")->text == "x");
}

TEST_CASE("Invalid JSON is refused with its position") {
  CHECK(json_problem("{\"a\": 1,\n \"a\": 2}") == "2:2: duplicate key \"a\"");
  CHECK(json_problem("{s: x}").starts_with("1:2: invalid JSON: invalid literal"));
  CHECK(json_problem("{\"a\": 01}").starts_with("1:8: invalid JSON: unexpected"));
  CHECK(json_problem("{\"a\": 1} x") == "1:10: text after the end of the document");
  CHECK(json_problem("{\"a\": \"\\u0007\"}") == "1:7: a control character in text");
  CHECK(json_problem("{\"a\": \"\xff\"}").find("invalid JSON") != std::string::npos);
  CHECK(json_problem(std::string(65, '[') + std::string(65, ']')) ==
        "1:65: nested deeper than 64 levels");
  CHECK(json_problem(std::string("{\"a\"\n\0:1}", 9)) ==
        "2:1: the character U+0000 is not allowed");
  CHECK(json_problem("").find("invalid JSON") != std::string::npos);
}

TEST_CASE("A number keeps its digits, and its spelling where its type is unknown") {
  const Node root = parse_document("{v: 1.10, h: 007, e: 1e3, o: 0o7, n: 0.5, i: -7, b: true, "
                                   "big: 123456789012345678901234567890, list: [1.0, 1]}",
                                   "t")
                        .root;
  const nlohmann::json json = root.to_json();
  CHECK(json["v"] == 1.1);
  CHECK(json["h"] == 7);
  CHECK(json["big"] == "123456789012345678901234567890");
  CHECK(root.to_json_as_written() == nlohmann::json({{"v", "1.10"},
                                                     {"h", "007"},
                                                     {"e", "1e3"},
                                                     {"o", "0o7"},
                                                     {"n", 0.5},
                                                     {"i", -7},
                                                     {"b", true},
                                                     {"big", "123456789012345678901234567890"},
                                                     {"list", {1.0, 1}}}));
}
