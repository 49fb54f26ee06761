#include "provider_server/wire.hpp"

#include <limner/net.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace limner::net {

namespace {

using provider_server::WireReply;
using provider_server::WireRequest;
using provider_server::WireServer;

// Answers to /wait when as many as it expects have arrived, and to /never not at all.
struct Meeting {
  explicit Meeting(int expected) : expected_(expected) {}

  WireReply answer(const WireRequest& request) {
    if (request.target == "/never") return {.wait = std::chrono::hours(24)};
    if (request.target != "/wait") return {.body = request.target};
    std::unique_lock lock(mutex_);
    ++arrived_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return arrived_ >= expected_; });
    return {.body = request.body};
  }

 private:
  int expected_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int arrived_ = 0;
};

std::unique_ptr<Http> client() {
  return make_http([](std::string_view) { return std::nullopt; });
}

}  // namespace

TEST_CASE("[B3] requests of many threads are in flight at once, and each gets its own answer") {
  constexpr int count = 40;
  Meeting meeting(count);
  const WireServer server([&](const WireRequest& request) { return meeting.answer(request); });
  const auto http = client();
  std::atomic<int> right{0};
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < count; ++thread) {
      threads.emplace_back([&, thread] {
        const std::string body = std::to_string(thread);
        const HttpAnswer answer = http->send(
            {.method = "POST", .url = server.base() + "/wait", .body = body}, std::stop_token());
        if (answer.body == body) ++right;
      });
    }
  }
  CHECK(right == count);
}

TEST_CASE("a stop ends one request and leaves the others") {
  Meeting meeting(2);
  const WireServer server([&](const WireRequest& request) { return meeting.answer(request); });
  const auto http = client();
  std::stop_source stop;
  std::atomic<bool> was_stopped{false}, was_answered{false};
  std::jthread stopped([&] {
    try {
      http->send({.url = server.base() + "/never"}, stop.get_token());
    } catch (const HttpError& error) {
      was_stopped = error.code() == ErrorCode::interrupted;
    }
  });
  std::jthread patient([&] {
    was_answered = http->send({.url = server.base() + "/wait"}, std::stop_token()).status == 200;
  });
  CHECK(http->send({.url = server.base() + "/path"}, std::stop_token()).body == "/path");
  stop.request_stop();
  stopped.join();
  CHECK(was_stopped);
  CHECK_FALSE(was_answered);
  CHECK(http->send({.url = server.base() + "/wait"}, std::stop_token()).status == 200);
  patient.join();
  CHECK(was_answered);
  try {
    http->send({.url = server.base() + "/never"}, stop.get_token());  // stopped before the start
    FAIL("the request was answered");
  } catch (const HttpError& error) {
    CHECK(error.code() == ErrorCode::interrupted);
    CHECK(error.sent() == Sent::no);
  }
}

TEST_CASE("a client can end without a request and after some") {
  client();
  const WireServer server(
      [](const WireRequest& request) { return WireReply{.body = request.body}; });
  for (int round = 0; round < 20; ++round) {
    const auto http = client();
    CHECK(http->send({.url = server.base() + "/"}, std::stop_token()).status == 200);
  }
}

}  // namespace limner::net
