#include <limner/engine/settlement_queue.hpp>
#include <limner/timed_wait.hpp>

namespace limner::engine {

SettlementQueue::Place::Place(SettlementQueue& queue, const std::string& limit) : queue_(queue) {
  const std::lock_guard guard(queue_.mutex_);
  waiters_ = &queue_.limits_[limit];
  self_ = waiters_->emplace(waiters_->end());
}

SettlementQueue::Place::~Place() {
  const std::lock_guard guard(queue_.mutex_);
  waiters_->erase(self_);
  if (!waiters_->empty()) waiters_->front().notify_one();
}

void SettlementQueue::Place::wait(std::uint64_t seen, Millis pause, const std::stop_token& stop) {
  std::unique_lock lock(queue_.mutex_);
  const auto is_first = [&] { return &waiters_->front() == &*self_; };
  if (is_first()) {
    timed_wait(queue_.clock_, lock, *self_, stop, pause, [&] { return queue_.settled_ != seen; });
  } else {
    timed_wait(queue_.clock_, lock, *self_, stop, {}, is_first);
  }
}

std::uint64_t SettlementQueue::settled() const {
  const std::lock_guard guard(mutex_);
  return settled_;
}

void SettlementQueue::add_settled() {
  const std::lock_guard guard(mutex_);
  ++settled_;
  for (auto& [limit, waiters] : limits_) {
    if (!waiters.empty()) waiters.front().notify_one();
  }
}

}  // namespace limner::engine
