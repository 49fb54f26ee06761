// A stop token that also stops after a time limit.
#pragma once

#include <limner/clock.hpp>

#include <atomic>
#include <functional>
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

 private:
  enum class Cause { none, limit, outer };
  void stop(Cause cause);

  std::stop_source stop_;
  std::atomic<Cause> cause_ = Cause::none;  // the first one
  std::jthread timer_, grace_timer_;
  std::stop_callback<std::function<void()>> with_outer_;  // destroyed first: it starts a timer
};

}  // namespace limner
