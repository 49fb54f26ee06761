#include "provider_server/wire.hpp"

#include <limner/net.hpp>

#include <doctest/doctest.h>

#include <mutex>

namespace limner {

namespace {

using provider_server::WireReply;
using provider_server::WireRequest;
using provider_server::WireServer;

// Points from /from to wherever the test says; all else is "there".
struct World {
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
  World world;
  world.to = "/there";
  CHECK(world.send({}).body == "there");
  CHECK(world.seen.at(1).header("authorization") == "Key canary");
}

TEST_CASE("a redirect to another host is followed only where allowed, and without the key") {
  World world;
  world.to = world.other_name();
  CHECK_THROWS_WITH_AS(world.send({}), doctest::Contains("which it may not"), HttpError);
  CHECK(world.seen.size() == 1);
  CHECK(world.send({.redirect_hosts = {"localhost"}}).body == "there");
  CHECK(world.seen.back().header("authorization").empty());
}

TEST_CASE("a redirect without end, or to what is no http, is not followed") {
  World world;
  world.to = "/from";
  CHECK_THROWS_WITH_AS(world.send({}), doctest::Contains("again and again"), HttpError);
  world.to = "file:///etc/passwd";
  CHECK_THROWS_AS(world.send({}), HttpError);
}

TEST_CASE("a request that is no question is never redirected") {
  World world;
  world.to = "/there";
  for (const int status : {301, 302, 303, 307, 308}) {
    world.status = status;
    CHECK(world.send({.method = "POST", .body = "x"}).status == status);
  }
  CHECK(world.seen.size() == 5);
}

TEST_CASE("headers are found in any case") {
  HttpAnswer answer;
  answer.headers = {{"X-Request-Id", "a"}, {"x-request-id", "b"}};
  CHECK(answer.header("x-REQUEST-id") == "a");
  CHECK(answer.header("x-request") == "");
}

}  // namespace limner
