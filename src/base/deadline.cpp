#include <limner/deadline.hpp>

#include <condition_variable>
#include <mutex>

namespace limner {

Deadline::Deadline(const std::stop_token& outer, std::optional<Millis> limit)
    : with_outer_(outer, [this] { stop_.request_stop(); }) {
  if (!limit) return;
  timer_ = std::jthread([this, limit = *limit](const std::stop_token& ended) {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, ended, limit, [] { return false; });
    if (ended.stop_requested()) return;
    has_passed_ = stop_.request_stop();
  });
}

}  // namespace limner
