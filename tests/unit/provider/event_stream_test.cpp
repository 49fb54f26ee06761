#include "provider/event_stream.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace limner::provider {

namespace {

// What the stream gives when it comes in pieces of that size.
std::vector<std::string> events_of(std::string_view text, std::size_t piece = 1 << 20,
                                   std::size_t most = 1 << 20) {
  std::vector<std::string> events;
  EventBuffer texts(most, [&](std::string_view data) { events.emplace_back(data); });
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size())))
    texts.add(text.substr(0, piece));
  return events;
}

using Texts = std::vector<std::string>;

constexpr std::string_view two_events = ": hello\nevent: a\nid: 7\nretry: 10\ndata: "
                                        "{\"x\":1}\n\n\n:\n\ndata:two\r\ndata: lines\r\n\r\n";

}  // namespace

TEST_CASE("an event is its lines of data, wherever the pieces end") {
  for (std::size_t piece = 1; piece <= two_events.size(); ++piece) {
    CAPTURE(piece);
    CHECK(events_of(two_events, piece) == Texts{"{\"x\":1}", "two\nlines"});
  }
}

TEST_CASE("a line ends with a line feed, a return, or both") {
  for (const char* end : {"\n", "\r", "\r\n"}) {
    for (const std::size_t piece : {1U, 2U, 3U, 100U}) {
      const std::string text =
          std::string("data: a") + end + "data: b" + end + end + "data: c" + end + end;
      CHECK(events_of(text, piece) == Texts{"a\nb", "c"});
    }
  }
}

TEST_CASE("one space after the colon is not of the data, and all others are") {
  CHECK(events_of("data:a \n\ndata:  b\n\n") == Texts{"a ", " b"});
}

TEST_CASE("event names, comments and other fields are ignored") {
  CHECK(events_of("datum: a\n\ndat\n\ndata\n\n:data: b\n\n data: c\n\nid: d\n\n").empty());
}

TEST_CASE("[DONE] ends the stream, other data with the same prefix does not") {
  for (const std::size_t piece : {1U, 4U, 100U}) {
    CHECK(events_of("data: a\n\ndata: [DONE]\n\ndata: b\n\n", piece) == Texts{"a"});
    CHECK(events_of("data: [DON\n\ndata: [DO]x\n\ndata: a[DONE]\n\n", piece) ==
          Texts{"[DON", "[DO]x", "a[DONE]"});
  }
}

TEST_CASE("an unfinished event is not delivered") {
  CHECK(events_of("data: a\n\ndata: b\n") == Texts{"a"});
}

TEST_CASE("an event that is too large is left out, and the next one is not") {
  const std::string large(5000, 'x');
  const std::string text = "data: " + large + "\n\ndata: small\n\n";
  for (const std::size_t piece : {1U, 999U, 10'000U}) {
    CHECK(events_of(text, piece, 4999) == Texts{"small"});
    CHECK(events_of(text, piece, 5000) == Texts{large, "small"});
  }
}

TEST_CASE("a line of many megabytes is one event") {
  const std::string data(8 << 20, 'x');
  CHECK(events_of("data: " + data + "\n\n", 16 << 10, 16 << 20) == Texts{data});
}

}  // namespace limner::provider
