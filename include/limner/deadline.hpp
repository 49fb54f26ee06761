// A stop token that also stops after a time limit.
#pragma once

#include <limner/clock.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace limner {

// Requests a stop `grace` after `outer` does, or `limit` after construction; without a limit
// only with `outer`. Both are real time, not Clock time. A limit starts one thread, and a
// grace another one when `outer` requests a stop; the destructor stops and joins them. Const
// methods may be called from several threads at once.
class Deadline {
 public:
  Deadline(const std::stop_token& outer, std::optional<Millis> limit, Millis grace = {});

  // May outlive the Deadline, and is not stopped by its destruction.
  std::stop_token token() const { return stop_.get_token(); }
  // Whether the limit, and not `outer`, was the first to request the stop.
  // True before the stop that it causes is visible.
  bool has_passed() const { return cause_ == Cause::limit; }

  // While one exists, the time of `limit` does not run. Any thread; must not outlive the Deadline,
  // which may be null.
  class Pause {
   public:
    explicit Pause(Deadline* deadline);
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;
    ~Pause();

   private:
    Deadline* deadline_;
  };

 private:
  using Instant = std::chrono::steady_clock::time_point;

  enum class Cause { none, limit, outer };
  void stop(Cause cause);
  void wait_for_limit(const std::stop_token& ended);

  std::stop_source stop_;
  std::atomic<Cause> cause_ = Cause::none;  // the first one
  std::mutex mutex_;
  std::condition_variable_any pauses_changed_;
  int pauses_ = 0;
  Instant paused_;  // since, while there is a pause
  Instant end_;     // of the limit
  std::jthread timer_, grace_timer_;
  std::stop_callback<std::function<void()>> with_outer_;  // destroyed first: it starts a timer
};

}  // namespace limner
