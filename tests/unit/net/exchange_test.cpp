#include "fakes/basics.hpp"
#include "provider_server/form.hpp"
#include "provider_server/wire.hpp"

#include <limner/file.hpp>
#include <limner/net.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <mutex>
#include <numeric>
#include <thread>

namespace limner::net {

namespace {

using provider_server::WireReply;
using provider_server::WireRequest;
using provider_server::WireServer;

// A server that always gives the same reply, and what it was asked.
struct ReplyFixture {
  explicit ReplyFixture(WireReply answer = {}) : reply(std::move(answer)) {}

  HttpAnswer send(HttpRequest request) {
    if (request.url.empty()) request.url = server.base() + "/path";
    return http->send(request, stop.get_token());
  }

  // How a request that gets no answer ends.
  HttpError failure(HttpRequest request) {
    try {
      send(std::move(request));
    } catch (const HttpError& error) {
      return error;
    }
    FAIL("the request was answered");
    throw std::logic_error("not reached");
  }

  std::size_t count() {
    const std::lock_guard lock(mutex);
    return seen.size();
  }

  fakes::Home home;
  WireReply reply;
  std::mutex mutex;
  std::vector<WireRequest> seen;
  std::unique_ptr<Http> http = make_http([](std::string_view) { return std::nullopt; });
  std::stop_source stop;
  WireServer server{[this](const WireRequest& request) {
    const std::lock_guard lock(mutex);
    seen.push_back(request);
    return reply;
  }};
};

// 300 000 zeros.
constexpr char packed[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x01\x0d\x00\x00\x00\xc2\xa0\xf7\x4f\x6d\x0f"
    "\x07\x14\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xfc\x18\xfb\xe2\xb2\xf6\xe0"
    "\x93\x04\x00";

}  // namespace

TEST_CASE("a request arrives unchanged, and its answer is returned") {
  ReplyFixture fixture({.status = 201, .headers = {{"X-Request-Id", "r1"}}, .body = "made"});
  const HttpAnswer answer = fixture.send(
      {.method = "POST", .headers = {{"Content-Type", "application/json"}}, .body = "{}"});
  CHECK(answer.status == 201);
  CHECK(answer.header("x-request-id") == "r1");
  CHECK(answer.body == "made");
  CHECK(fixture.seen[0].method == "POST");
  CHECK(fixture.seen[0].body == "{}");
  CHECK(fixture.seen[0].header("content-type") == "application/json");
  CHECK(fixture.seen[0].header("expect").empty());
}

TEST_CASE("a body is streamed to a new file when a directory is given") {
  ReplyFixture fixture({.body = std::string(1'000'000, 'x')});
  const HttpAnswer answer = fixture.send({.save_in = fixture.home.path});
  CHECK(answer.body.empty());
  CHECK(answer.size == 1'000'000);
  CHECK(answer.file.parent_path() == fixture.home.path);
  CHECK(read_file(answer.file) == fixture.reply.body);
}

TEST_CASE("parts are sent with their names, types and bytes") {
  ReplyFixture fixture;
  const std::string picture(300'000, 'p');
  fixture.send({.method = "POST",
                .parts = {{.name = "n", .content = as_bytes("2")},
                          {.name = "image[]",
                           .file_name = "a.webp",
                           .media_type = "image/webp",
                           .content = as_bytes(picture)}}});
  const auto parts = provider_server::form_parts(fixture.seen[0]);
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].name == "n");
  CHECK(parts[0].content == "2");
  CHECK(parts[0].type.empty());
  CHECK(parts[1].name == "image[]");
  CHECK(parts[1].file_name == "a.webp");
  CHECK(parts[1].type == "image/webp");
  CHECK(parts[1].content == picture);
}

TEST_CASE("a failure before the request's first byte means not sent") {
  ReplyFixture fixture;
  SUBCASE("no such host") {
    CHECK(fixture.failure({.url = "http://nowhere.invalid/"}).sent() == Sent::no);
  }
  SUBCASE("connection refused") {
    CHECK(fixture.failure({.url = "http://127.0.0.1:1/"}).sent() == Sent::no);
  }
  SUBCASE("the other side does not speak TLS") {
    const std::string url = "https" + fixture.server.base().substr(4);
    CHECK(fixture.failure({.url = url}).sent() == Sent::no);
  }
  SUBCASE("no http URL") {
    CHECK(fixture.failure({.url = "file:///etc/passwd"}).sent() == Sent::no);
    CHECK(fixture.failure({.url = "gopher://127.0.0.1/"}).sent() == Sent::no);
  }
  SUBCASE("a header that would smuggle another one") {
    CHECK(fixture.failure({.headers = {{"A", "b\r\nC: d"}}}).sent() == Sent::no);
  }
  CHECK(fixture.count() == 0);
}

TEST_CASE("a failure after the request's first byte means possibly sent") {
  SUBCASE("the connection is reset") {
    ReplyFixture fixture({.reset = true});
    CHECK(fixture.failure({.method = "POST", .body = "x"}).sent() == Sent::perhaps);
    CHECK(fixture.count() == 1);
  }
  SUBCASE("no answer in time") {
    ReplyFixture fixture({.wait = std::chrono::milliseconds(60'000)});
    const HttpError error =
        fixture.failure({.method = "POST", .body = "x", .timeout = Millis(200)});
    CHECK(error.sent() == Sent::perhaps);
    CHECK(std::string(error.what()) == "127.0.0.1 did not answer in time");
  }
  SUBCASE("a success that is cut short") {
    ReplyFixture fixture({.body = "half", .cut = 4});
    CHECK(fixture.failure({.method = "POST", .body = "x", .save_in = fixture.home.path}).sent() ==
          Sent::perhaps);
    CHECK(std::filesystem::is_empty(fixture.home.path));
  }
  SUBCASE("a chunked success that is cut short") {
    ReplyFixture fixture({.body = std::string(1000, 'x'), .cut = 4, .chunked = true});
    CHECK(fixture.failure({.method = "POST", .body = "x"}).sent() == Sent::perhaps);
  }
  SUBCASE("an answer that cannot be kept") {
    ReplyFixture fixture({.body = "bytes"});
    const HttpError error = fixture.failure({.method = "POST", .save_in = "/proc/nowhere"});
    CHECK(error.sent() == Sent::perhaps);
    CHECK(error.code() == ErrorCode::artifact_storage_failed);
  }
}

TEST_CASE("a refusal is an answer even when its words are cut short") {
  ReplyFixture fixture({.status = 400, .body = "half", .cut = 4});
  CHECK(fixture.send({.method = "POST", .body = "x"}).status == 400);
}

TEST_CASE("a success is watched while it arrives, a refusal is not") {
  ReplyFixture fixture({.body = std::string(300'000, 'x'), .chunk = 100'000, .pause = Millis(1)});
  std::vector<std::size_t> pieces;
  const HttpRequest request{.save_in = fixture.home.path, .on_body = [&](std::string_view piece) {
                              pieces.push_back(piece.size());
                            }};
  CHECK(fixture.send(request).size == 300'000);
  CHECK(pieces.size() > 1);
  CHECK(std::accumulate(pieces.begin(), pieces.end(), std::size_t{0}) == 300'000);
  pieces.clear();
  fixture.reply.status = 400;
  fixture.send(request);
  CHECK(pieces.empty());
}

TEST_CASE("a truncated success is returned when keep_truncated is set") {
  ReplyFixture fixture({.body = "half", .cut = 4});
  CHECK(fixture.failure({.method = "POST", .body = "x"}).sent() == Sent::perhaps);
  const HttpAnswer answer = fixture.send({.method = "POST", .body = "x", .keep_truncated = true});
  CHECK(answer.is_truncated);
  CHECK(answer.status == 200);
  CHECK(answer.body == "half");
  fixture.reply.cut = 0;
  CHECK_FALSE(fixture.send({.method = "POST", .body = "x", .keep_truncated = true}).is_truncated);
  fixture.reply.reset = true;
  CHECK(fixture.failure({.method = "POST", .body = "x", .keep_truncated = true}).sent() ==
        Sent::perhaps);
}

TEST_CASE("the body of a success is in the file that was opened for it, however it ends") {
  for (const bool is_cut : {false, true}) {
    CAPTURE(is_cut);
    ReplyFixture fixture({.body = "body", .cut = is_cut ? 4u : 0u});
    const std::filesystem::path file = fixture.home.path / "answer";
    IncomingFile incoming(file, 100, "spare");
    const HttpRequest request{
        .method = "POST", .body = "x", .save_to = &incoming, .keep_truncated = true};
    const HttpAnswer answer = fixture.send(request);
    CHECK(answer.is_truncated == is_cut);
    CHECK(answer.file == file);
    CHECK(answer.size == 4);
    CHECK(read_file(file) == "body");
  }
}

TEST_CASE("what has arrived stays in that file when the request fails, but no refusal is in it") {
  ReplyFixture fixture({.body = "half", .cut = 4});
  const std::filesystem::path file = fixture.home.path / "answer";
  {
    IncomingFile incoming(file, 100, "spare");
    CHECK(fixture.failure({.method = "POST", .body = "x", .save_to = &incoming}).sent() ==
          Sent::perhaps);
  }
  CHECK(read_file(file) == "half");
  std::filesystem::remove(file);
  fixture.reply = {.status = 500, .body = "sorry"};
  IncomingFile incoming(file, 100, "spare");
  CHECK(fixture.send({.method = "POST", .body = "x", .save_to = &incoming}).body == "sorry");
  CHECK(read_file(file).empty());
}

TEST_CASE("a success that was stopped is an answer as far as it came, where that was asked for") {
  for (const bool keep : {true, false}) {
    ReplyFixture fixture({.body = std::string(2000, 'x'), .chunk = 1000, .pause = Millis(60'000)});
    const HttpRequest watched{.method = "POST",
                              .body = "x",
                              .on_body = [&](std::string_view) { fixture.stop.request_stop(); },
                              .keep_truncated = keep};
    if (keep) {
      const HttpAnswer answer = fixture.send(watched);
      CHECK(answer.is_truncated);
      CHECK(answer.body == std::string(1000, 'x'));
    } else {
      CHECK(fixture.failure(watched).code() == ErrorCode::interrupted);
    }
  }
}

TEST_CASE("a request is not sent again when a kept connection turns out dead") {
  ReplyFixture fixture;
  fixture.send({});
  fixture.reply.reset = true;
  CHECK(fixture.failure({.method = "POST", .body = "x"}).sent() == Sent::perhaps);
  CHECK(fixture.count() == 2);
}

TEST_CASE("a stop ends a wait") {
  ReplyFixture fixture({.wait = std::chrono::hours(24)});  // the reply cannot come first
  const std::jthread stopper([&] {
    while (fixture.count() == 0) std::this_thread::sleep_for(Millis(1));
    fixture.stop.request_stop();
  });
  const HttpError error = fixture.failure({.method = "POST", .body = "x"});
  CHECK(error.code() == ErrorCode::interrupted);
  CHECK(error.sent() == Sent::perhaps);
}

TEST_CASE("a body may be as large as its limit and no larger, packed or not") {
  ReplyFixture fixture({.body = "12345678"});
  CHECK(fixture.send({.max_body = 8}).body == "12345678");
  const HttpError error = fixture.failure({.max_body = 7});
  CHECK(error.code() == ErrorCode::generation_failed);
  CHECK(std::string(error.what()) == "the answer is 8 bytes long, the limit is 7");
  fixture.reply.chunked = true;
  CHECK(std::string(fixture.failure({.max_body = 7}).what()) ==
        "the answer is more than 7 bytes long");
  fixture.reply = {.headers = {{"Content-Encoding", "gzip"}}, .body = {packed, sizeof packed - 1}};
  CHECK(fixture.send({.max_body = 300'000}).size == 300'000);
  CHECK(std::string(fixture.failure({.max_body = 299'999}).what()) ==
        "the answer is more than 299999 bytes long");
}

TEST_CASE("an address that is not public gets no byte where only public ones are wanted") {
  ReplyFixture fixture;
  const std::string port = fixture.server.base().substr(16);
  for (const std::string host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1",
                                 "127.1", "0.0.0.0", "[::ffff:127.0.0.1]", "[::1]"}) {
    CAPTURE(host);
    const HttpError error =
        fixture.failure({.url = "http://" + host + port + "/", .public_only = true});
    CHECK(error.sent() == Sent::no);
    CHECK(error.code() == ErrorCode::invalid_input);
  }
  CHECK(fixture.count() == 0);
}

TEST_CASE("[C4] an answer never repeats the key of its request") {
  const std::string key = "canary:key/0123";
  ReplyFixture fixture({.headers = {{"X-Request-Id", "r-" + key}},
                        .body = "a " + key + " b canary%3Akey%2F0123 c canary:key\\/0123 d"});
  const std::string masked = "a *************** b ******************* c **************** d";
  HttpRequest request{.headers = {{"Authorization", key}}, .secrets = {key}};
  HttpAnswer answer = fixture.send(request);
  CHECK(answer.body == masked);
  CHECK(answer.header("x-request-id") == "r-***************");
  request.save_in = fixture.home.path;
  CHECK(read_file(fixture.send(request).file) == masked);
  fixture.reply.status = 400;
  CHECK(read_file(fixture.send(request).file) == masked);
}

TEST_CASE("a short key is not masked: it occurs in pictures") {
  ReplyFixture fixture({.body = "a test b"});
  CHECK(fixture.send({.secrets = {"test", ""}}).body == "a test b");
}

TEST_CASE("a proxy is not used for this machine") {
  // libcurl reads the variable in lower case only.
  REQUIRE(setenv("http_proxy", "http://127.0.0.1:1", 1) == 0);
  ReplyFixture fixture;
  const HttpAnswer answer = fixture.send({});
  unsetenv("http_proxy");
  CHECK(answer.status == 200);
}

TEST_CASE("a URL with a user name or of another host's look gets no byte") {
  ReplyFixture fixture;
  const std::string port = fixture.server.base().substr(16);
  for (const std::string& url : {"http://me:pw@127.0.0.1" + port + "/",
                                 "http://127.0.0.1" + port + "\\@localhost" + port + "/"}) {
    CAPTURE(url);
    CHECK(fixture.failure({.url = url}).sent() == Sent::no);
  }
  CHECK(fixture.count() == 0);
}

}  // namespace limner::net
