// What was recorded is answered without a connection, and nothing else is.
#include "fakes/basics.hpp"
#include "provider_server/wire.hpp"

#include <limner/file.hpp>
#include <limner/net.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <sstream>

using namespace limner;
using namespace limner::net;
using provider_server::WireReply;
using provider_server::WireRequest;
using provider_server::WireServer;

namespace {

struct ReplayFixture {
  HttpAnswer record(const HttpRequest& request) {
    if (!recorder)
      recorder = make_recording_http(
          *(this->live = make_http([](std::string_view) { return std::nullopt; })),
          {.directory = tape(),
           .secrets = [] { return std::vector<std::string>{"canary-key"}; },
           .report = [this](const std::string& problem) { told.push_back(problem); }});
    return recorder->send(request, {});
  }
  HttpAnswer replay(const HttpRequest& request) const {
    return make_replaying_http(tape())->send(request, {});
  }
  std::string miss(const HttpRequest& request) const {
    try {
      replay(request);
      return "answered";
    } catch (const HttpError& error) {
      CHECK(error.code() == ErrorCode::not_found);
      CHECK(error.sent() == Sent::no);
      return error.what();
    }
  }
  HttpRequest request(std::string_view body) {
    return {.method = "POST",
            .url = base + "/work",
            .headers = {{"Authorization", "Bearer canary-key"}},
            .body = body};
  }
  std::filesystem::path tape() const { return home.path / "tape"; }
  // All that was written, in one text.
  std::string everything() const {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(tape())) {
      all += entry.path().string();
      if (entry.is_regular_file()) all += read_file(entry.path());
    }
    return all;
  }

  fakes::Home home;
  int count = 0;
  std::string answer_body;
  std::unique_ptr<WireServer> server = std::make_unique<WireServer>([this](const WireRequest& r) {
    ++count;
    if (r.path() == "/slow") return WireReply{.body = count < 3 ? "waiting" : "done"};
    return WireReply{.headers = {{"X-Request-Id", "req-1"}, {"Set-Cookie", "session=secret"}},
                     .body = answer_body.empty() ? "answer " + std::to_string(count) : answer_body};
  });
  std::string base = server->base();
  std::vector<std::string> told;
  std::unique_ptr<Http> live, recorder;
};

}  // namespace

TEST_CASE_FIXTURE(ReplayFixture, "the same request gets the same answer without a connection") {
  const HttpAnswer recorded = record(request(R"({"prompt":"a fox"})"));
  server.reset();
  const HttpAnswer replayed = replay(request(R"({ "prompt": "a fox" })"));
  CHECK(replayed.status == 200);
  CHECK(replayed.body == recorded.body);
  CHECK(replayed.header("x-request-id") == "req-1");
  CHECK(replayed.header("set-cookie").empty());
  HttpRequest to_file = request(R"({"prompt":"a fox"})");
  to_file.save_in = home.path;
  const HttpAnswer streamed = replay(to_file);
  CHECK(read_file(streamed.file) == recorded.body);
  CHECK(streamed.size == recorded.body.size());
}

TEST_CASE_FIXTURE(ReplayFixture,
                  "answers to the same request are replayed in order, the last one repeatedly") {
  record(request("{}"));
  record(request("{}"));
  server.reset();
  const auto http = make_replaying_http(tape());
  CHECK(http->send(request("{}"), {}).body == "answer 1");
  CHECK(http->send(request("{}"), {}).body == "answer 2");
  CHECK(http->send(request("{}"), {}).body == "answer 2");
}

TEST_CASE_FIXTURE(ReplayFixture, "on_body receives a replayed body as one piece") {
  answer_body = std::string(200'000, 'x');
  record(request("{}"));
  server.reset();
  std::vector<std::size_t> pieces;
  HttpRequest watched = request("{}");
  watched.on_body = [&](std::string_view piece) { pieces.push_back(piece.size()); };
  replay(watched);
  CHECK(pieces == std::vector<std::size_t>{200'000});
}

TEST_CASE_FIXTURE(ReplayFixture, "a truncated answer is returned to the caller, and not recorded") {
  server = std::make_unique<WireServer>(
      [](const WireRequest&) { return WireReply{.body = "half", .cut = 4}; });
  base = server->base();
  HttpRequest asked = request("{}");
  asked.keep_truncated = true;
  CHECK(record(asked).body == "half");
  CHECK(told == std::vector<std::string>{"a truncated answer was not recorded"});
  CHECK(everything().find("half") == std::string::npos);
}

TEST_CASE_FIXTURE(ReplayFixture, "a poll is answered with its final answer, without waiting") {
  for (int i = 0; i < 3; ++i) record({.url = base + "/slow"});
  server.reset();
  CHECK(replay({.url = base + "/slow"}).body == "done");
}

TEST_CASE_FIXTURE(ReplayFixture, "[C4] a signed URL is recorded without its signature") {
  const std::string signed_url = base + "/file.png?X-Amz-Signature=canary-signature&id=7";
  answer_body = R"({"b":"see http://x.test/?a=1 b","url":")" + base +
                R"(/file.png?X-Amz-Signature=canary-signature\u0026id=7","a":1})";
  record(request("{}"));
  record({.url = signed_url});
  const std::string other = base + "/file.png?X-Amz-Signature=other-signature";
  record({.url = other});
  CHECK(everything().find("canary-signature") == std::string::npos);
  server.reset();
  const std::string body = replay(request("{}")).body;
  CHECK(body.starts_with(R"({"b":"see http://x.test/?a=1 b","url":)"));
  const std::string url = nlohmann::json::parse(body)["url"];
  CHECK(url.starts_with(base + "/file.png?recorded-"));
  CHECK(replay({.url = url}).status == 200);
  CHECK(replay({.url = signed_url}).status == 200);
  CHECK(miss({.url = base + "/file.png?id=8"}) != "answered");
}

TEST_CASE_FIXTURE(ReplayFixture, "a new recording replaces the previous one") {
  record(request("{}"));
  recorder.reset();
  record(request("{}"));
  server.reset();
  CHECK(replay(request("{}")).body == "answer 2");
}

TEST_CASE_FIXTURE(ReplayFixture, "a miss names the nearest recording and the differences") {
  record(request(R"({"prompt":"a fox","n":1})"));
  record(request(R"({"prompt":"a hen","n":4})"));
  server.reset();
  const std::string words = miss(request(R"({"prompt":"an owl","n":1})"));
  CHECK(words.find("differs in body.prompt: recorded \"a fox\", requested \"an owl\"") !=
        std::string::npos);
  CHECK(words.find("-0001.json") != std::string::npos);
  CHECK(count == 2);
  std::filesystem::create_directory(home.path / "empty");
  CHECK_THROWS_WITH_AS(make_replaying_http(home.path / "empty")->send(request("{}"), {}),
                       doctest::Contains("has no recordings"), HttpError);
  CHECK_THROWS_AS(make_replaying_http(home.path / "nowhere"), Error);
}

TEST_CASE_FIXTURE(ReplayFixture, "a replay does not depend on the server that was recorded") {
  const auto to = [](std::string url, std::string body) {
    return HttpRequest{.method = "POST", .url = std::move(url), .body = std::move(body)};
  };
  record(to(base + "/v1/images/generations", R"({"prompt":"a fox"})"));
  record(to(base + "/v1/images/edits", R"({"prompt":"a fox"})"));
  server.reset();
  const std::string gateway = "https://gateway.example/team/openai/v1/images/";
  CHECK(replay(to(gateway + "generations", R"({"prompt":"a fox"})")).body == "answer 1");
  CHECK(replay(to(gateway + "edits", R"({"prompt":"a fox"})")).body == "answer 2");
  CHECK(miss(to(gateway + "variations", R"({"prompt":"a fox"})")) != "answered");
  CHECK(miss(to(gateway + "edits", R"({"prompt":"an owl"})")) != "answered");
  CHECK(miss(to("https://gateway.example/edits", R"({"prompt":"a fox"})")) != "answered");
}

TEST_CASE_FIXTURE(ReplayFixture, "of a long prompt a miss shows the words that differ") {
  const std::string start = "a picture of one small animal that stands on a hill in the morning, ";
  record(request(R"({"prompt":")" + start + R"(a red fox, with long shadows and mist"})"));
  server.reset();
  const std::string words =
      miss(request(R"({"prompt":")" + start + R"(a blue owl, with long shadows and mist"})"));
  CAPTURE(words);
  CHECK(words.find("recorded … the morning, a red fox, with long shadows …, requested "
                   "… the morning, a blue owl, with long shadows …") != std::string::npos);
}

TEST_CASE_FIXTURE(ReplayFixture, "a request that holds a key is neither sent nor recorded") {
  for (const char* body :
       {R"({"prompt":"canary-key"})", R"({"prompt":"sk-abcdefghijklmnop0123456789"})"}) {
    CHECK_THROWS_WITH_AS(record(request(body)), doctest::Contains("contains a key"), HttpError);
  }
  CHECK(count == 0);
  CHECK(std::filesystem::is_empty(tape()));
}

TEST_CASE_FIXTURE(ReplayFixture,
                  "an answer that contains a key is returned to the caller, and not recorded") {
  answer_body = "Incorrect API key provided: canary-key";
  CHECK(record(request("{}")).body == answer_body);
  REQUIRE(told.size() == 1);
  CHECK(told[0].find("contains a key") != std::string::npos);
  CHECK(everything().find("canary") == std::string::npos);
}

TEST_CASE_FIXTURE(ReplayFixture, "neither the key's header nor a cookie is recorded") {
  record(request(R"({"prompt":"a fox"})"));
  CHECK(everything().find("a fox") != std::string::npos);
  CHECK(everything().find("canary") == std::string::npos);
  CHECK(everything().find("secret") == std::string::npos);
}

TEST_CASE_FIXTURE(ReplayFixture, "a body that has changed on disk, or no recording, is refused") {
  record(request("{}"));
  for (const auto& entry : std::filesystem::directory_iterator(tape() / "bodies")) {
    std::ofstream(entry.path()) << "something else";
  }
  CHECK_THROWS_WITH_AS(replay(request("{}")), doctest::Contains("has changed"), HttpError);
  std::ofstream(tape() / "0.json") << "{}";
  CHECK_THROWS_WITH_AS(replay(request("{}")), doctest::Contains("is not a recording"), Error);
}
