#include "fakes/basics.hpp"

#include <limner/net.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace limner::net {

namespace {

struct LoggingFixture {
  class Answering : public Http {
   public:
    explicit Answering(LoggingFixture& party) : party_(party) {}
    HttpAnswer send(const HttpRequest&, std::stop_token) override {
      party_.clock.sleep(Millis(8100));
      if (party_.fails)
        throw HttpError(Error(ErrorCode::in_doubt, "the line broke"), Sent::perhaps);
      return {.status = 429, .size = 12};
    }

   private:
    LoggingFixture& party_;
  };

  fakes::StillClock clock;
  bool fails = false;
  Answering inner{*this};
  std::vector<std::string> lines;
  std::unique_ptr<Http> http =
      make_logging_http(inner, clock, [this](const std::string& line) { lines.push_back(line); });
};

}  // namespace

TEST_CASE_FIXTURE(LoggingFixture,
                  "[P5] a request and its answer are a line each, without secrets or words") {
  const std::string body = R"({"prompt": "a secret fox"})";
  http->send({.method = "POST",
              .url = "https://user:password@api.example.com/v1/images?key=canary",
              .headers = {{"Authorization", "Bearer canary"}},
              .body = body},
             {});
  CHECK(lines == std::vector<std::string>{"> POST https://api.example.com/v1/images, 26 bytes",
                                          "< 429 after 8.1 s, 12 bytes"});
}

TEST_CASE_FIXTURE(LoggingFixture, "[P5] a missing answer is logged, and the exception passed on") {
  fails = true;
  CHECK_THROWS_AS(http->send({.url = "https://api.example.com/"}, {}), HttpError);
  REQUIRE(lines.size() == 2);
  CHECK(lines[1] == "< no answer after 8.1 s: the line broke");
}

}  // namespace limner::net
