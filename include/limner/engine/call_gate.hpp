// How many calls to a provider may be in flight and start in a minute, for all runs of a process.
#pragma once

#include <limner/clock.hpp>
#include <limner/error.hpp>

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

namespace limner::engine {

struct CallLimits {
  int concurrency = 0;                 // calls in flight; 0: any number
  std::optional<int> per_minute = {};  // calls that start; none: any number
};

// Calls to a provider start in the order in which they asked. When the provider refuses one because
// of its rate, none starts until the pause that it asks for is over; then half as many may be in
// flight, and one more for each round of answers, up to the limit. All members may be called from
// several threads.
class CallGate {
  struct State;

 public:
  // `limits_of` is called once for each provider, with the gate locked.
  CallGate(Clock& clock, std::function<CallLimits(std::string_view provider)> limits_of)
      : clock_(clock), limits_of_(std::move(limits_of)) {}
  CallGate(const CallGate&) = delete;
  CallGate& operator=(const CallGate&) = delete;

  // A call in flight, until the destructor or one of the members below, which each may be called
  // once. Empty when default-constructed. Must not outlive the gate.
  class Slot {
   public:
    Slot() = default;
    Slot(Slot&& other) noexcept;
    Slot& operator=(Slot&& other) noexcept;
    ~Slot() { release(); }

    void release();   // the call has failed for another reason
    void unused();    // nothing was sent: it does not count for the minute
    void answered();  // by the provider, whatever it says
    // The provider refused the call because of its rate. Returns the pause before the next start:
    // the one that it asks for, else half a second, doubled with each refusal since an answer.
    Millis rate_limited(std::optional<Millis> requested);

   private:
    friend class CallGate;
    Slot(CallGate& gate, State& state, std::uint64_t number)
        : gate_(&gate), state_(&state), number_(number) {}

    CallGate* gate_ = nullptr;
    State* state_ = nullptr;
    std::uint64_t number_ = 0;  // of the start, from 1
  };

  struct Request {
    std::string provider;
    Millis max_wait;                     // for a pause that the provider asks for
    std::function<void()> on_wait = {};  // called once, without a lock, before the thread waits
  };
  // Blocks until the call may start. Throws Error{interrupted} after a stop, and
  // CallError{rate_limited} when the provider's pause would last longer than `max_wait`.
  Slot acquire(const Request& request, const std::stop_token& stop);

  // Answers of the provider so far. A rate limit while others are answered is of our own making.
  std::uint64_t answers(std::string_view provider);
  // The number of calls that may be in flight now; none: any number.
  std::optional<int> concurrency(std::string_view provider);
  std::size_t waiting(std::string_view provider);  // threads

 private:
  struct Waiter {
    std::condition_variable_any changed;
    bool is_woken = false;
  };
  struct State {
    CallLimits limits;
    double allowed = 0;  // calls in flight, up to limits.concurrency; 0: any number
    int in_flight = 0;
    std::uint64_t started = 0;
    std::uint64_t answered = 0;
    std::uint64_t last_halved = 0;     // `started` at the last rate limit that counted
    int refusals = 0;                  // since the last answer
    std::optional<Millis> not_before;  // uptime
    std::deque<Millis> starts;         // of the last minute, uptime
    std::list<Waiter*> waiters;        // only the first one checks whether it may start
  };

  State& state_of(std::string_view provider);
  // How long the next call has to wait as far as is known: 0 when it may start, none when it
  // depends on other calls.
  std::optional<Millis> next_start(State& state) const;
  Millis pause_left(const State& state) const;
  bool has_room(const State& state) const;
  void await_turn(std::unique_lock<std::mutex>& lock, State& state, Waiter& self,
                  const Request& request, const std::stop_token& stop);
  void end_call(State& state);
  Millis reduce(State& state, std::uint64_t number, std::optional<Millis> requested);
  static void wake_first(State& state);

  Clock& clock_;
  std::function<CallLimits(std::string_view)> limits_of_;
  std::mutex mutex_;
  std::map<std::string, State, std::less<>> states_;
};

}  // namespace limner::engine
