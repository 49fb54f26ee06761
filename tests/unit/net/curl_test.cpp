#include "provider_server/wire.hpp"

#include <limner/net.hpp>

#include <doctest/doctest.h>

#include <mutex>

namespace limner::net {

namespace {

using provider_server::WireReply;
using provider_server::WireRequest;
using provider_server::WireServer;

// Points from /from to wherever the test says; all else is "there".
struct RedirectFixture {
  HttpAnswer send(HttpRequest request) {
    request.url = server.base() + "/from";
    request.headers.push_back({"Authorization", "Key canary"});
    return http->send(request, {});
  }

  std::string other_name() const {
    return "http://localhost:" + std::to_string(server.port()) + "/there";
  }

  int status = 302;
  std::string to;
  std::mutex mutex;
  std::vector<WireRequest> seen;
  std::unique_ptr<Http> http = make_http([](std::string_view) { return std::nullopt; });
  WireServer server{[this](const WireRequest& request) {
    const std::lock_guard lock(mutex);
    seen.push_back(request);
    if (request.target != "/from") return WireReply{.body = "there"};
    return WireReply{.status = status, .headers = {{"Location", to}}};
  }};
};

}  // namespace

TEST_CASE("a redirect within a host is followed, with the key") {
  RedirectFixture fixture;
  fixture.to = "/there";
  CHECK(fixture.send({}).body == "there");
  CHECK(fixture.seen.at(1).header("authorization") == "Key canary");
}

TEST_CASE("a redirect to another host is followed only where allowed, and without the key") {
  RedirectFixture fixture;
  fixture.to = fixture.other_name();
  CHECK_THROWS_WITH_AS(fixture.send({}), doctest::Contains("which is not allowed"), HttpError);
  CHECK(fixture.seen.size() == 1);
  CHECK_THROWS_WITH_AS(fixture.send({.redirect_hosts = {"localhost"}}),
                       doctest::Contains("is not encrypted"), HttpError);
  CHECK(fixture.seen.size() == 2);
  const HttpRequest request{.redirect_hosts = {"localhost"}, .trusted_hosts = {"localhost"}};
  CHECK(fixture.send(request).body == "there");
  CHECK(fixture.seen.back().header("authorization").empty());
}

TEST_CASE("[C4] another port of the same host is another origin") {
  RedirectFixture fixture;
  RedirectFixture other;
  for (const int status : {301, 302, 303, 307, 308}) {
    fixture.status = status;
    fixture.to = "http://127.0.0.1:" + std::to_string(other.server.port()) + "/there";
    CHECK_THROWS_WITH_AS(fixture.send({}), doctest::Contains("which is not allowed"), HttpError);
    fixture.to = "http://me@127.0.0.1:" + std::to_string(fixture.server.port()) + "/there";
    CHECK_THROWS_WITH_AS(fixture.send({}), doctest::Contains("which is not a usable URL"),
                         HttpError);
  }
  CHECK(other.seen.empty());
}

TEST_CASE("an endless redirect, or one to another scheme than http, is not followed") {
  RedirectFixture fixture;
  fixture.to = "/from";
  CHECK_THROWS_WITH_AS(fixture.send({}), doctest::Contains("after too many redirects"), HttpError);
  fixture.to = "file:///etc/passwd";
  CHECK_THROWS_AS(fixture.send({}), HttpError);
}

TEST_CASE("a request that is not a GET is never redirected") {
  RedirectFixture fixture;
  fixture.to = "/there";
  for (const int status : {301, 302, 303, 307, 308}) {
    fixture.status = status;
    CHECK(fixture.send({.method = "POST", .body = "x"}).status == status);
  }
  CHECK(fixture.seen.size() == 5);
}

TEST_CASE("[S2.22] a public URL is judged again wherever it points, and must be encrypted there") {
  RedirectFixture fixture;
  HttpRequest request{.redirect_hosts = {"*"}, .public_only = true, .trusted_hosts = {"127.0.0.1"}};
  fixture.to = "/there";
  CHECK(fixture.send(request).body == "there");
  fixture.to = fixture.other_name();
  CHECK_THROWS_WITH_AS(fixture.send(request), doctest::Contains("is not encrypted"), HttpError);
  fixture.to = "https://localhost:" + std::to_string(fixture.server.port()) + "/there";
  CHECK_THROWS_WITH_AS(fixture.send(request), doctest::Contains("does not have a public address"),
                       HttpError);
  const std::size_t seen = fixture.seen.size();
  request.trusted_hosts = {"localhost"};
  CHECK_THROWS_WITH_AS(fixture.send(request), doctest::Contains("is not encrypted"), HttpError);
  CHECK(fixture.seen.size() == seen);
}

TEST_CASE("[S2.22] no socket is opened to an address that is not public, however it is written") {
  const auto http = make_http([](std::string_view) { return std::nullopt; });
  for (const char* host : {"127.0.0.1",
                           "127.1",
                           "2130706433",
                           "0x7f000001",
                           "0177.0.0.1",
                           "localhost",
                           "10.0.0.1",
                           "172.16.0.1",
                           "192.168.1.1",
                           "169.254.169.254",
                           "100.64.0.1",
                           "0.0.0.0",
                           "0.1.2.3",
                           "224.0.0.1",
                           "255.255.255.255",
                           "[::1]",
                           "[::]",
                           "[fe80::1]",
                           "[fc00::1]",
                           "[fd12::1]",
                           "[ff02::1]",
                           "[::ffff:127.0.0.1]",
                           "[::ffff:10.0.0.1]",
                           "[64:ff9b::7f00:1]"}) {
    CAPTURE(host);
    HttpRequest request{.url = std::string("https://") + host + "/x.png", .public_only = true};
    request.connect_timeout = Millis(2000);
    try {
      http->send(request, {});
      FAIL("answered");
    } catch (const HttpError& error) {
      CHECK(error.code() == ErrorCode::invalid_input);
      CHECK(std::string(error.what()).find("does not have a public address") != std::string::npos);
    }
  }
}

TEST_CASE("headers are found in any case") {
  HttpAnswer answer;
  answer.headers = {{"X-Request-Id", "a"}, {"x-request-id", "b"}};
  CHECK(answer.header("x-REQUEST-id") == "a");
  CHECK(answer.header("x-request") == "");
}

}  // namespace limner::net
