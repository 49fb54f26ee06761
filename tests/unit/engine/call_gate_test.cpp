#include "fakes/basics.hpp"

#include <limner/billing.hpp>
#include <limner/engine/call_gate.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

using namespace limner;
using namespace limner::engine;

namespace {

CallGate::Request of(std::string provider, Millis max_wait = Millis(600'000)) {
  return {.provider = std::move(provider), .max_wait = max_wait};
}

struct Gate {
  explicit Gate(CallLimits limits) : gate(clock, [limits](std::string_view) { return limits; }) {}
  CallGate::Slot take() { return gate.acquire(of("openai"), {}); }

  fakes::StillClock clock;
  CallGate gate;
};

void until_waiting(CallGate& gate, std::size_t count) {
  while (gate.waiting("openai") < count) std::this_thread::yield();
}

}  // namespace

TEST_CASE("[B3] no more calls to a provider are in flight than its limit, and all get their turn") {
  SystemClock clock;
  CallGate gate(clock, [](std::string_view provider) {
    return CallLimits{.concurrency = provider == "openai" ? 3 : 1};
  });
  std::atomic<int> in_flight{0}, most{0}, others{0}, done{0};
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 12; ++thread) {
      threads.emplace_back([&, thread] {
        for (int call = 0; call < 50; ++call) {
          const bool is_other = (thread + call) % 4 == 0;
          CallGate::Slot slot = gate.acquire(of(is_other ? "fal" : "openai"), {});
          std::atomic<int>& count = is_other ? others : in_flight;
          const int now = ++count;
          if (is_other) {
            CHECK(now == 1);
          } else {
            int before = most;
            while (before < now && !most.compare_exchange_weak(before, now)) {
            }
          }
          std::this_thread::yield();
          --count;
          ++done;
          slot.answered();
        }
      });
    }
  }
  CHECK(done == 12 * 50);
  CHECK(most <= 3);
  CHECK(gate.answers("openai") + gate.answers("fal") == 12 * 50);
}

TEST_CASE("[B3] calls of a provider start in the order in which they asked") {
  SystemClock clock;
  CallGate gate(clock, [](std::string_view) { return CallLimits{.concurrency = 1}; });
  CallGate::Slot first = gate.acquire(of("openai"), {});
  std::vector<int> order;  // guarded by the slot
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 5; ++thread) {
    threads.emplace_back([&, thread] {
      const CallGate::Slot slot = gate.acquire(of("openai"), {});
      order.push_back(thread);
    });
    until_waiting(gate, static_cast<std::size_t>(thread) + 1);
  }
  first.release();
  threads.clear();
  CHECK(order == std::vector{0, 1, 2, 3, 4});
}

TEST_CASE("[B3] no more calls start in a minute than the limit") {
  Gate limited({.concurrency = 0, .per_minute = 3});
  for (int call = 0; call < 3; ++call) limited.take().answered();
  CHECK(limited.clock.slept == Millis(0));
  limited.clock.sleep(Millis(20'000));
  limited.take().answered();
  CHECK(limited.clock.slept == Millis(60'000));
  limited.take().unused();  // nothing was sent
  limited.take().answered();
  limited.take().answered();
  CHECK(limited.clock.slept == Millis(60'000));
  limited.take().answered();
  CHECK(limited.clock.slept == Millis(120'000));
}

TEST_CASE(
    "[B3] a rate limit of one call holds back all, then half as many, then one more each round") {
  Gate limited({.concurrency = 8});
  std::vector<CallGate::Slot> slots;
  for (int call = 0; call < 8; ++call) slots.push_back(limited.take());
  CHECK(slots[0].rate_limited(Millis(7000)) == Millis(7000));
  CHECK(limited.gate.concurrency("openai") == 4);
  slots[1].rate_limited(Millis(2000));  // of the same time: it is the same limit
  CHECK(limited.gate.concurrency("openai") == 4);
  slots.clear();
  CallGate::Slot next = limited.take();
  CHECK(limited.clock.slept == Millis(7000));
  next.release();
  int answers = 0;
  while (limited.gate.concurrency("openai") < 5) {
    limited.take().answered();
    ++answers;
  }
  CHECK(answers >= 4);
  CHECK(answers <= 5);
  for (int call = 0; call < 100; ++call) limited.take().answered();
  CHECK(limited.gate.concurrency("openai") == 8);
  CHECK(limited.clock.slept == Millis(7000));
}

TEST_CASE(
    "[S2] a rate limit without a time is doubled until an answer, and limits an open number") {
  Gate open({});
  CHECK_FALSE(open.gate.concurrency("openai"));
  CHECK(open.take().rate_limited({}) == Millis(500));
  CHECK(open.gate.concurrency("openai") == 1);
  CHECK(open.take().rate_limited({}) == Millis(1000));
  CHECK(open.take().rate_limited({}) == Millis(2000));
  open.take().answered();
  CHECK(open.take().rate_limited({}) == Millis(500));
  CHECK(open.clock.slept == Millis(3500));
  for (int call = 0; call < 20; ++call) open.take().rate_limited({});
  CHECK(open.take().rate_limited({}) == Millis(30'000));
}

TEST_CASE(
    "[S2] a call that may not wait for so long is refused at once, also when it waits already") {
  SystemClock clock;
  CallGate gate(clock, [](std::string_view) { return CallLimits{.concurrency = 1}; });
  CallGate::Slot first = gate.acquire(of("openai"), {});
  std::atomic<int> refused{0};
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 3; ++thread) {
    threads.emplace_back([&] {
      try {
        gate.acquire(of("openai", Millis(600'000)), {});
      } catch (const CallError& error) {
        CHECK(error.billing() == Billing::rate_limited);
        CHECK(error.retry_after().value() > Millis(600'000));
        CHECK(std::string(error.what()).find("asks to wait until 20") != std::string::npos);
        ++refused;
      }
    });
  }
  until_waiting(gate, 3);
  first.rate_limited(Millis(86'400'000));
  threads.clear();
  CHECK(refused == 3);
  CHECK(gate.waiting("openai") == 0);
}

TEST_CASE("a stop ends the wait of a call, and the next one takes its turn") {
  SystemClock clock;
  CallGate gate(clock, [](std::string_view) { return CallLimits{.concurrency = 1}; });
  CallGate::Slot first = gate.acquire(of("openai"), {});
  std::stop_source stop;
  std::atomic<bool> was_stopped{false}, was_announced{false};
  std::jthread stopped([&] {
    CallGate::Request request = of("openai");
    request.on_wait = [&] { was_announced = true; };
    try {
      gate.acquire(request, stop.get_token());
    } catch (const Error& error) {
      was_stopped = error.code() == ErrorCode::interrupted;
    }
  });
  until_waiting(gate, 1);
  std::jthread patient([&] { gate.acquire(of("openai"), {}).answered(); });
  until_waiting(gate, 2);
  stop.request_stop();
  stopped.join();
  CHECK(was_stopped);
  CHECK(was_announced);
  CHECK(gate.answers("openai") == 0);
  first.release();
  patient.join();
  CHECK(gate.answers("openai") == 1);
}

TEST_CASE("the time limit of a pause ends in real time too") {
  SystemClock clock;
  CallGate gate(clock, {});
  gate.acquire(of("openai"), {}).rate_limited(Millis(30));
  const Millis before = clock.uptime();
  gate.acquire(of("openai"), {}).answered();
  CHECK(clock.uptime() - before >= Millis(20));
}
