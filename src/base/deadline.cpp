#include <limner/deadline.hpp>

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
    : end_(std::chrono::steady_clock::now() + limit.value_or(Millis(0))),
      timer_(limit ? std::jthread([this](const std::stop_token& ended) { wait_for_limit(ended); })
                   : std::jthread()),
      with_outer_(outer, [this, grace] {
        if (grace == Millis(0)) {
          stop(Cause::outer);
        } else {
          grace_timer_ = after(grace, [this] { stop(Cause::outer); });
        }
      }) {}

void Deadline::wait_for_limit(const std::stop_token& ended) {
  std::unique_lock lock(mutex_);
  while (!ended.stop_requested()) {
    if (pauses_ > 0) {
      pauses_changed_.wait(lock, ended, [this] { return pauses_ == 0; });
      continue;
    }
    const Instant end = end_;  // a pause that begins and ends meanwhile moves end_
    const bool is_paused =
        pauses_changed_.wait_until(lock, ended, end, [this] { return pauses_ > 0; });
    if (is_paused || ended.stop_requested() || end != end_) continue;
    lock.unlock();
    return stop(Cause::limit);
  }
}

Deadline::Pause::Pause(Deadline* deadline) : deadline_(deadline) {
  if (deadline_ == nullptr) return;
  const std::lock_guard guard(deadline_->mutex_);
  if (deadline_->pauses_++ == 0) deadline_->paused_ = std::chrono::steady_clock::now();
  deadline_->pauses_changed_.notify_all();
}

Deadline::Pause::~Pause() {
  if (deadline_ == nullptr) return;
  const std::lock_guard guard(deadline_->mutex_);
  if (--deadline_->pauses_ == 0)
    deadline_->end_ += std::chrono::steady_clock::now() - deadline_->paused_;
  deadline_->pauses_changed_.notify_all();
}

void Deadline::stop(Cause cause) {
  Cause none = Cause::none;
  cause_.compare_exchange_strong(none, cause);
  stop_.request_stop();
}

}  // namespace limner
