#include <limner/engine/flight_queue.hpp>
#include <limner/error.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

using namespace limner;
using namespace limner::engine;

namespace {

const auto nobody_waits = [] {};

store::Flight step_of(const char* run) {
  return {.run = RunId::parse(run), .step = 1};
}

}  // namespace

TEST_CASE("[B4] one run has the turn of a key; those behind it learn who was executed") {
  FlightQueue queue;
  std::optional<FlightQueue::Turn> first(std::in_place, queue, "key", nobody_waits,
                                         std::stop_token());
  CHECK_FALSE(first->leader());
  const FlightQueue::Turn other(queue, "another", nobody_waits, {});
  const store::Flight leader = step_of("run-00000000000000000000000001");
  first->set_leader(leader);
  std::atomic<int> waited{0}, had_turn{0};
  std::vector<std::jthread> behind;
  for (int i = 0; i < 3; ++i) {
    behind.emplace_back([&] {
      const FlightQueue::Turn turn(queue, "key", [&] { ++waited; }, {});
      CHECK(++had_turn > 0);
      CHECK(turn.leader() == leader);
    });
  }
  while (queue.waiting("key") < 3) std::this_thread::yield();
  CHECK(had_turn == 0);
  first.reset();
  behind.clear();
  CHECK(had_turn == 3);
  CHECK(waited == 3);
  CHECK_FALSE(FlightQueue::Turn(queue, "key", nobody_waits, {}).leader());
}

TEST_CASE("[B4] who is stopped while it waits leaves the turn to the others") {
  FlightQueue queue;
  std::optional<FlightQueue::Turn> first(std::in_place, queue, "key", nobody_waits,
                                         std::stop_token());
  std::stop_source stop;
  std::atomic<bool> was_stopped{false};
  std::jthread stopped([&] {
    try {
      const FlightQueue::Turn turn(queue, "key", nobody_waits, stop.get_token());
    } catch (const Error& error) {
      was_stopped = error.code() == ErrorCode::interrupted;
    }
  });
  while (queue.waiting("key") < 1) std::this_thread::yield();
  stop.request_stop();
  stopped.join();
  CHECK(was_stopped);
  CHECK(queue.waiting("key") == 0);
  first.reset();
  const FlightQueue::Turn next(queue, "key", nobody_waits, {});
  CHECK_FALSE(next.leader());
}
