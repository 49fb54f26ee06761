// Calls that wait because a spending limit is full only of the reserves of calls in flight.
#pragma once

#include <limner/clock.hpp>

#include <condition_variable>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>

namespace limner::engine {

// Calls try again in the order in which they came, one of each limit at a time, when a call of this
// process has ended; a pause lets them see those of other processes. All members may be called from
// several threads.
class SettlementQueue {
  using Waiters = std::list<std::condition_variable_any>;

 public:
  explicit SettlementQueue(Clock& clock) : clock_(clock) {}
  SettlementQueue(const SettlementQueue&) = delete;
  SettlementQueue& operator=(const SettlementQueue&) = delete;

  // The last place in the queue of a limit, until the destructor. Must not outlive the queue.
  class Place {
   public:
    Place(SettlementQueue& queue, const std::string& limit);
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place();

    // Blocks until it becomes the first of its limit; of the first, until more calls have ended
    // than `seen`, or `pause` has passed. A stop ends it too.
    void wait(std::uint64_t seen, Millis pause, const std::stop_token& stop);

   private:
    SettlementQueue& queue_;
    Waiters* waiters_;
    Waiters::iterator self_;
  };

  std::uint64_t settled() const;  // calls of this process that have ended
  void add_settled();

 private:
  Clock& clock_;
  mutable std::mutex mutex_;
  std::uint64_t settled_ = 0;
  std::map<std::string, Waiters> limits_;
};

}  // namespace limner::engine
