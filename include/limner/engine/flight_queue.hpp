// Runs of a process that are about to execute equal steps.
#pragma once

#include <limner/store/work.hpp>

#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace limner::engine {

// One run at a time has the turn of a key, in the order in which they asked for it. All members may
// be called from several threads.
class FlightQueue {
  struct Waiter {
    std::condition_variable_any changed;
    bool has_turn = false;
  };
  struct State {
    std::list<Waiter*> waiters;
    std::optional<store::Flight> leader;
  };
  using States = std::map<std::string, State>;

 public:
  FlightQueue() = default;
  FlightQueue(const FlightQueue&) = delete;
  FlightQueue& operator=(const FlightQueue&) = delete;

  // The turn of a key, until the destructor, which passes it on. One thread; must not outlive the
  // queue.
  class Turn {
   public:
    // Blocks until the run has the turn; calls `on_wait` once before it waits. Throws
    // Error{interrupted} after a stop.
    Turn(FlightQueue& queue, const std::string& key, const std::function<void()>& on_wait,
         const std::stop_token& stop);
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn();

    // The last step that was executed with the key since somebody waits for it.
    std::optional<store::Flight> leader() const;
    void set_leader(const store::Flight& leader);  // it is executed now

   private:
    FlightQueue& queue_;
    States::iterator state_;
  };

  std::size_t waiting(const std::string& key) const;  // runs

 private:
  mutable std::mutex mutex_;
  States states_;  // of the keys whose turn somebody has
};

}  // namespace limner::engine
