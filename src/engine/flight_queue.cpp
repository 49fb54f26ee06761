#include <limner/engine/flight_queue.hpp>
#include <limner/error.hpp>

namespace limner::engine {

FlightQueue::Turn::Turn(FlightQueue& queue, const std::string& key,
                        const std::function<void()>& on_wait, const std::stop_token& stop)
    : queue_(queue) {
  std::unique_lock lock(queue_.mutex_);
  bool is_first = false;
  std::tie(state_, is_first) = queue_.states_.try_emplace(key);
  if (is_first) return;
  lock.unlock();
  on_wait();
  lock.lock();
  std::tie(state_, is_first) = queue_.states_.try_emplace(key);
  if (is_first) return;
  Waiter self;
  std::list<Waiter*>& waiters = state_->second.waiters;
  const auto place = waiters.insert(waiters.end(), &self);
  if (self.changed.wait(lock, stop, [&] { return self.has_turn; })) return;
  waiters.erase(place);
  throw Error(ErrorCode::interrupted, "stopped while another run executes the same step");
}

FlightQueue::Turn::~Turn() {
  const std::lock_guard guard(queue_.mutex_);
  std::list<Waiter*>& waiters = state_->second.waiters;
  if (waiters.empty()) {
    queue_.states_.erase(state_);
    return;
  }
  Waiter& next = *waiters.front();
  waiters.pop_front();
  next.has_turn = true;
  next.changed.notify_one();
}

std::optional<store::Flight> FlightQueue::Turn::leader() const {
  const std::lock_guard guard(queue_.mutex_);
  return state_->second.leader;
}

void FlightQueue::Turn::set_leader(const store::Flight& leader) {
  const std::lock_guard guard(queue_.mutex_);
  state_->second.leader = leader;
}

std::size_t FlightQueue::waiting(const std::string& key) const {
  const std::lock_guard guard(mutex_);
  const auto found = states_.find(key);
  return found == states_.end() ? 0 : found->second.waiters.size();
}

}  // namespace limner::engine
