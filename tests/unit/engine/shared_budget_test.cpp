#include <limner/engine/shared_budget.hpp>
#include <limner/error.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

using namespace limner;
using namespace limner::engine;

namespace {

void until_waiting(const SharedBudget& budget, std::size_t count) {
  while (budget.waiting() < count) std::this_thread::yield();
}

}  // namespace

TEST_CASE("[B3] a budget is never exceeded, and all who ask get their amount") {
  constexpr std::uint64_t capacity = 100;
  SharedBudget budget(capacity);
  std::atomic<std::uint64_t> in_use{0}, most{0};
  std::atomic<int> done{0};
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t thread = 0; thread < 8; ++thread) {
      threads.emplace_back([&, thread] {
        for (std::uint64_t round = 0; round < 200; ++round) {
          const std::uint64_t amount = 1 + (thread * 37 + round * 11) % capacity;
          const SharedBudget::Share share = budget.acquire(amount, {});
          const std::uint64_t now = in_use += amount;
          std::uint64_t before = most;
          while (before < now && !most.compare_exchange_weak(before, now)) {
          }
          std::this_thread::yield();
          in_use -= amount;
          ++done;
        }
      });
    }
  }
  CHECK(done == 8 * 200);
  CHECK(most <= capacity);
  CHECK(budget.peak() <= capacity);
  CHECK(budget.used() == 0);
}

TEST_CASE("[B3] an amount above the capacity is granted to one that is alone") {
  SharedBudget budget(10);
  SharedBudget::Share small = budget.acquire(1, {});
  std::atomic<bool> is_large{false};
  std::jthread large([&] {
    const SharedBudget::Share share = budget.acquire(50, {});
    is_large = true;
  });
  until_waiting(budget, 1);
  CHECK_FALSE(is_large);
  small.release();
  large.join();
  CHECK(is_large);
  CHECK(budget.peak() == 50);
}

TEST_CASE("[B3] a large amount is not overtaken by small ones that asked later") {
  SharedBudget budget(10);
  SharedBudget::Share first = budget.acquire(5, {});
  std::mutex mutex;
  std::vector<int> order;
  const auto take = [&](int name, std::uint64_t amount) {
    const SharedBudget::Share share = budget.acquire(amount, {});
    const std::lock_guard guard(mutex);
    order.push_back(name);
  };
  std::jthread large(take, 1, 10);
  until_waiting(budget, 1);
  std::jthread small(take, 2, 1);  // would fit beside the first
  until_waiting(budget, 2);
  first.release();
  large.join();
  small.join();
  CHECK(order == std::vector{1, 2});
}

TEST_CASE("a stop ends the wait for a budget and lets those behind go on") {
  SharedBudget budget(10);
  SharedBudget::Share first = budget.acquire(5, {});
  std::stop_source stop;
  std::atomic<bool> was_stopped{false}, has_share{false};
  std::jthread large([&] {
    CHECK_THROWS_AS(budget.acquire(10, stop.get_token()), Error);
    was_stopped = true;
  });
  until_waiting(budget, 1);
  std::jthread small([&] {
    const SharedBudget::Share share = budget.acquire(2, {});
    has_share = true;
  });
  until_waiting(budget, 2);
  stop.request_stop();
  large.join();
  small.join();
  CHECK(was_stopped);
  CHECK(has_share);
  CHECK(budget.used() == 5);
}

TEST_CASE("a share can be resized, moved and released early") {
  SharedBudget budget(10);
  SharedBudget::Share share = budget.acquire(4, {});
  share.resize(12);
  CHECK(budget.used() == 12);
  CHECK_FALSE(budget.try_acquire(1));
  share.resize(9);
  CHECK(budget.try_acquire(1).has_value());
  SharedBudget::Share other = std::move(share);
  CHECK(other.amount() == 9);
  other.release();
  CHECK(budget.used() == 0);
}
