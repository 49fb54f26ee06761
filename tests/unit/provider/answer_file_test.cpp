#include "provider/answer_file.hpp"

#include "fakes/basics.hpp"

#include <limner/base64.hpp>
#include <limner/error.hpp>
#include <limner/file.hpp>

#include <doctest/doctest.h>

#include <array>

namespace limner::provider {

namespace {

constexpr std::array<std::string_view, 1> members{"b64_json"};

AnswerFile read(std::string_view text) {
  const fakes::Home home;
  write_file(home.path / "answer", as_bytes(text));
  return read_answer_file(home.path / "answer", members);
}

Bytes bytes_of(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 7 + i / 251);
  return bytes;
}

}  // namespace

TEST_CASE("an answer is its document, with pictures beside it") {
  const AnswerFile file = read(R"( {"a":[1,-2.5,true,null,"\u00e9\n"], "data":[{"b64_json":"aGk="},
                                  {"b64_json":"eW91"}], "e":{} , "f" : [] } )");
  CHECK(file.document == nlohmann::json::parse(R"({"a":[1,-2.5,true,null,"é\n"],
      "data":[{"b64_json":0},{"b64_json":1}],"e":{},"f":[]})"));
  REQUIRE(file.pictures.size() == 2);
  CHECK(as_text(file.pictures[0]) == "hi");
  CHECK(as_text(file.pictures[1]) == "you");
}

TEST_CASE("pictures larger than any buffer are whole, wherever the buffers end") {
  for (const std::size_t size : {24'000U, 24'570U, 24'573U, 24'576U, 100'001U, 3'000'000U}) {
    CAPTURE(size);
    const Bytes bytes = bytes_of(size);
    const AnswerFile file = read(R"({"b64_json":")" + base64_of(bytes) + "\"}");
    CHECK((file.pictures.at(0) == bytes));
  }
}

TEST_CASE("a picture may say its type, escape its slashes and break its lines") {
  CHECK(as_text(read(R"({"b64_json":"data:image/png;base64,aGk="})").pictures[0]) == "hi");
  CHECK(as_text(read(R"({"b64_json":"aG\nk="})").pictures[0]) == "hi");
  CHECK(as_text(read(R"({"b64_json":"aGk"})").pictures[0]) == "hi");
  CHECK(as_text(read(R"({"b64_json":"\u0061Gk\u003d"})").pictures[0]) == "hi");
  CHECK((read(R"({"b64_json":"\u002f\u002F/\/"})").pictures[0] == Bytes(3, std::byte{0xff})));
  CHECK((read(R"({"b64_json":"\/\/\/\/"})").pictures[0] == Bytes(3, std::byte{0xff})));
}

TEST_CASE("text that is not base64 gives an empty picture") {
  for (const char* text : {"aGk=a", "a-k=", "====", "aG k", "data:text/plain,hi", "d", "\\u0041",
                           "aGk\\u00e9", "aGk\\uD83D", "aGk\\u00zz", "aGk\\t"}) {
    CAPTURE(text);
    const AnswerFile file = read(std::string(R"({"b64_json":")") + text + "\",\"x\":1}");
    CHECK(file.pictures.at(0).empty());
    CHECK(file.document["x"] == 1);
  }
}

TEST_CASE("text that is not JSON is refused") {
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("[1,"), std::string("{\"a\""),
        std::string("{\"b64_json\":\"aGk"), std::string("{\"b64_json\":\"aGk=\""),
        std::string("<html>"), std::string("{\"a\":nope}"), std::string("{a:1}"),
        std::string("[1 2]"), std::string("\"\xff\""), std::string("{\"a\":01}")}) {
    CAPTURE(text);
    CHECK_THROWS_AS(read(text), Error);
  }
}

TEST_CASE("a whole answer is read although bytes follow it or a byte order mark precedes it") {
  const std::string whole = R"({"data":[{"b64_json":"aGk="}]})";
  for (const std::string& text : {whole + "x", whole + " {}", whole + std::string("\0", 1),
                                  whole + std::string(100'000, '\n'), "\xEF\xBB\xBF" + whole}) {
    CAPTURE(text.size());
    const AnswerFile file = read(text);
    REQUIRE(file.pictures.size() == 1);
    CHECK(as_text(file.pictures[0]) == "hi");
  }
}

TEST_CASE("depth and size are limited") {
  CHECK_NOTHROW(read(std::string(60, '[') + std::string(60, ']')));
  CHECK_THROWS_WITH_AS(read(std::string(1'000'000, '[')), doctest::Contains("too many levels"),
                       Error);
  CHECK_THROWS_WITH_AS(read("\"" + std::string(2 << 20, 'x') + "\""),
                       doctest::Contains("too large"), Error);
  std::string numbers = "[1";
  for (int i = 0; i < 200'000; ++i) numbers += ",1";
  CHECK_THROWS_WITH_AS(read(numbers + "]"), doctest::Contains("too large"), Error);
}

TEST_CASE("a number that came with the answer stands for no picture") {
  AnswerFile file = read(R"({"data":[{"b64_json":7},{"b64_json":"aGk="}]})");
  CHECK(file.release_picture(file.document["data"][0]["b64_json"]).empty());
  CHECK(as_text(file.release_picture(file.document["data"][1]["b64_json"])) == "hi");
  CHECK(file.release_picture(file.document["data"][1]["b64_json"]).empty());
}

TEST_CASE("bare values count as long as they are") {
  std::string text = R"({"data":[{"b64_json":")" + std::string(4 << 20, 'A') + R"("}],"n":[1)";
  for (int i = 0; i < 2000; ++i) text += ",null";
  CHECK(read(text + "]}").pictures.size() == 1);
}

TEST_CASE("a URL in the place of a picture stays a text, whatever it holds") {
  const AnswerFile file =
      read(R"({"data":[{"b64_json":"https://files.test/a\/b?x=1"},{"b64_json":"aGk="}]})");
  CHECK(file.document["data"][0]["b64_json"] == "https://files.test/a/b?x=1");
  CHECK(file.pictures.size() == 1);
  CHECK_THROWS_AS(read(R"({"b64_json":"https://broken)"), Error);
}

TEST_CASE("a stream of events is read event by event, pictures and all") {
  const fakes::Home home;
  const Bytes large = bytes_of(200'000);
  write_file(home.path / "answer",
             as_bytes(": hi\n\ndata:\n\nevent: a\ndata: {\"n\":1,\ndata: \"b64_json\":\"" +
                      base64_of(large) + "\"}\n\ndata: {\"n\":2}\r\n\r\ndata: {\"n\":3}"));
  std::vector<AnswerFile> events;
  const auto keep = [&](AnswerFile event) { events.push_back(std::move(event)); };
  read_answer_events(home.path / "answer", members, keep);
  REQUIRE(events.size() == 3);
  CHECK(events[0].document["n"] == 1);
  CHECK(events[0].release_picture(events[0].document["b64_json"]) == large);
  CHECK(events[1].pictures.empty());
  CHECK(events[2].document["n"] == 3);  // whole, though nothing says that it ended
}

TEST_CASE("an error in a stream is thrown after the events before it") {
  const fakes::Home home;
  int seen = 0;
  for (const char* end : {"data: {\"b64_json\":\"aGk", "data: {]\n\n"}) {
    CAPTURE(end);
    write_file(home.path / "answer", as_bytes(std::string("data: {}\n\n") + end));
    seen = 0;
    CHECK_THROWS_AS(
        read_answer_events(home.path / "answer", members, [&](const AnswerFile&) { ++seen; }),
        Error);
    CHECK(seen == 1);
  }
}

TEST_CASE("many events together say no more than one answer may") {
  const fakes::Home home;
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "data: {\"a\":\"" + std::string(500, 'x') + "\"}\n\n";
  write_file(home.path / "answer", as_bytes(text));
  CHECK_THROWS_AS(read_answer_events(home.path / "answer", members, [](const AnswerFile&) {}),
                  Error);
}

TEST_CASE("a stream of events is known by its first letter") {
  const fakes::Home home;
  const std::vector<std::pair<std::string, bool>> rows = {{"\n\ndata: {}", true},
                                                          {"event: x", true},
                                                          {": hello", true},
                                                          {"id: 1", true},
                                                          {"\xEF\xBB\xBF"
                                                           "data: {}",
                                                           true},
                                                          {" {\"data\":[]}", false},
                                                          {"[1]", false},
                                                          {"<html>", false},
                                                          {"", false}};
  for (const auto& row : rows) {
    CAPTURE(row.first);
    write_file(home.path / "answer", as_bytes(row.first));
    CHECK(holds_events(home.path / "answer") == row.second);
  }
}

}  // namespace limner::provider
