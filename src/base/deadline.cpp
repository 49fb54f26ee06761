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
    : timer_(limit ? after(*limit, [this] { has_passed_ = stop_.request_stop(); })
                   : std::jthread()),
      with_outer_(outer, [this, grace] {
        if (grace == Millis(0)) {
          stop_.request_stop();
        } else {
          grace_timer_ = after(grace, [this] { stop_.request_stop(); });
        }
      }) {}

}  // namespace limner
