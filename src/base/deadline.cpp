#include <limner/deadline.hpp>

#include <condition_variable>
#include <mutex>

namespace limner {

namespace {

// Calls `action` after `time`, unless the thread is stopped before.
template <class Action>
std::jthread after(Millis time, Action action) {
  return std::jthread([time, action](const std::stop_token& ended) {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, ended, time, [] { return false; });
    if (!ended.stop_requested()) action();
  });
}

}  // namespace

Deadline::Deadline(const std::stop_token& outer, std::optional<Millis> limit, Millis grace)
    : timer_(limit ? after(*limit, [this] { stop(Cause::limit); }) : std::jthread()),
      with_outer_(outer, [this, grace] {
        if (grace == Millis(0)) {
          stop(Cause::outer);
        } else {
          grace_timer_ = after(grace, [this] { stop(Cause::outer); });
        }
      }) {}

void Deadline::stop(Cause cause) {
  Cause none = Cause::none;
  cause_.compare_exchange_strong(none, cause);
  stop_.request_stop();
}

}  // namespace limner
