#include <limner/engine/shared_budget.hpp>
#include <limner/error.hpp>

#include <algorithm>
#include <utility>

namespace limner::engine {

SharedBudget::Share::Share(Share&& other) noexcept
    : budget_(std::exchange(other.budget_, nullptr)), amount_(std::exchange(other.amount_, 0)) {}

SharedBudget::Share& SharedBudget::Share::operator=(Share&& other) noexcept {
  if (this == &other) return *this;
  release();
  budget_ = std::exchange(other.budget_, nullptr);
  amount_ = std::exchange(other.amount_, 0);
  return *this;
}

void SharedBudget::Share::release() noexcept {
  if (budget_ == nullptr) return;
  resize(0);
  budget_ = nullptr;
}

void SharedBudget::Share::resize(std::uint64_t amount) noexcept {
  if (budget_ == nullptr) return;
  const std::lock_guard guard(budget_->mutex_);
  budget_->used_ -= std::exchange(amount_, amount);
  budget_->add(amount);
  budget_->grant_waiting();
}

void SharedBudget::Share::merge(Share other) noexcept {
  if (budget_ == nullptr) {
    *this = std::move(other);
  } else {
    amount_ += std::exchange(other.amount_, 0);
    other.budget_ = nullptr;
  }
}

SharedBudget::Share SharedBudget::acquire(std::uint64_t amount, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (waiters_.empty() && fits(amount)) {
    add(amount);
    return {*this, amount};
  }
  Waiter waiter;
  waiter.amount = amount;
  const auto place = waiters_.insert(waiters_.end(), &waiter);
  if (waiter.granted.wait(lock, stop, [&] { return waiter.is_granted; })) return {*this, amount};
  waiters_.erase(place);
  grant_waiting();  // to those who waited behind this one
  throw Error(ErrorCode::interrupted, "stopped while waiting for memory or a processor");
}

std::optional<SharedBudget::Share> SharedBudget::try_acquire(std::uint64_t amount) {
  const std::lock_guard guard(mutex_);
  if (!waiters_.empty() || !fits(amount)) return std::nullopt;
  add(amount);
  return Share(*this, amount);
}

std::uint64_t SharedBudget::used() const {
  const std::lock_guard guard(mutex_);
  return used_;
}

std::uint64_t SharedBudget::peak() const {
  const std::lock_guard guard(mutex_);
  return peak_;
}

std::size_t SharedBudget::waiting() const {
  const std::lock_guard guard(mutex_);
  return waiters_.size();
}

void SharedBudget::add(std::uint64_t amount) {
  used_ += amount;
  peak_ = std::max(peak_, used_);
}

// With the mutex held.
void SharedBudget::grant_waiting() {
  while (!waiters_.empty() && fits(waiters_.front()->amount)) {
    Waiter& next = *waiters_.front();
    waiters_.pop_front();
    add(next.amount);
    next.is_granted = true;
    next.granted.notify_one();
  }
}

}  // namespace limner::engine
