// Waiting for a condition, with a time limit of a Clock.
#pragma once

#include <limner/clock.hpp>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>

namespace limner {

// Blocks until `is_done` returns true, `stop` is requested or `limit` has passed; without a limit
// as long as it takes. Returns the last result of `is_done`, which is called with `lock` held:
// first at once, and then whenever `changed` is notified. With a clock that is not the system's, a
// limit passes by its sleep(), with the lock held.
template <class IsDone>
bool timed_wait(Clock& clock, std::unique_lock<std::mutex>& lock,
                std::condition_variable_any& changed, const std::stop_token& stop,
                std::optional<Millis> limit, IsDone is_done) {
  if (!limit) return changed.wait(lock, stop, is_done);
  if (dynamic_cast<SystemClock*>(&clock) != nullptr)
    return changed.wait_for(lock, stop, *limit, is_done);
  if (!is_done() && !stop.stop_requested()) clock.sleep(*limit);
  return is_done();
}

// Blocks for `pause`, or until `stop` is requested.
inline void sleep_unless_stopped(Clock& clock, const std::stop_token& stop, Millis pause) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  timed_wait(clock, lock, never, stop, pause, [] { return false; });
}

}  // namespace limner
