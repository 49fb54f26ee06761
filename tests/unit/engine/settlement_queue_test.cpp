#include "fakes/basics.hpp"

#include <limner/engine/settlement_queue.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <optional>
#include <thread>

using namespace limner;
using namespace limner::engine;

TEST_CASE("[B3] the first of a limit waits for a settlement, those behind it for their turn") {
  SystemClock clock;
  SettlementQueue queue(clock);
  std::optional<SettlementQueue::Place> first(std::in_place, queue, "cap 1");
  SettlementQueue::Place second(queue, "cap 1");
  SettlementQueue::Place other(queue, "wallet main");
  const std::uint64_t seen = queue.settled();
  std::atomic<bool> is_second_awake{false};
  std::jthread behind([&] {
    second.wait(seen, Millis(0), {});  // its pause does not count yet
    is_second_awake = true;
  });
  std::jthread settling([&] { queue.add_settled(); });
  first->wait(seen, Millis(3'600'000), {});
  other.wait(seen, Millis(3'600'000), {});
  CHECK_FALSE(is_second_awake);
  first.reset();
  behind.join();
  CHECK(is_second_awake);
}

TEST_CASE("[B3] without a settlement the first of a limit looks again after the pause") {
  fakes::StillClock clock;
  SettlementQueue queue(clock);
  SettlementQueue::Place place(queue, "cap 1");
  place.wait(queue.settled(), Millis(250), {});
  CHECK(clock.slept == Millis(250));
  std::stop_source stop;
  stop.request_stop();
  SettlementQueue::Place behind(queue, "cap 1");
  behind.wait(queue.settled(), Millis(250), stop.get_token());
  CHECK(clock.slept == Millis(250));
}
