// A quantity that the threads of a process share: bytes of decoded pixels, processor cores.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <stop_token>

namespace limner::engine {

// Grants amounts in the order in which they were asked for. More than the capacity is granted to
// one that has everything for itself, so that none waits for ever. All members may be called from
// several threads.
class SharedBudget {
 public:
  explicit SharedBudget(std::uint64_t capacity) : capacity_(capacity) {}

  // An amount in use, until the destructor. Empty when default-constructed. One thread at a time;
  // must not outlive the budget.
  class Share {
   public:
    Share() = default;
    Share(Share&& other) noexcept;
    Share& operator=(Share&& other) noexcept;
    ~Share() { release(); }

    void release() noexcept;
    // Changes the amount at once, also to one that the budget does not have.
    void resize(std::uint64_t amount) noexcept;
    // Takes over the amount of another share of the same budget.
    void merge(Share other) noexcept;
    std::uint64_t amount() const { return amount_; }

   private:
    friend class SharedBudget;
    Share(SharedBudget& budget, std::uint64_t amount) : budget_(&budget), amount_(amount) {}

    SharedBudget* budget_ = nullptr;
    std::uint64_t amount_ = 0;
  };

  // Blocks until the amount is there and all who asked before have theirs. A thread that has a
  // Share already must not call it: it would wait for itself. Throws Error{interrupted} after a
  // stop.
  Share acquire(std::uint64_t amount, const std::stop_token& stop);
  // Without waiting; none when it is not there, or others wait.
  std::optional<Share> try_acquire(std::uint64_t amount);

  std::uint64_t capacity() const { return capacity_; }
  std::uint64_t used() const;
  std::uint64_t peak() const;   // the largest used() so far
  std::size_t waiting() const;  // threads

 private:
  struct Waiter {
    std::uint64_t amount = 0;
    std::condition_variable_any granted;
    bool is_granted = false;
  };

  bool fits(std::uint64_t amount) const { return used_ == 0 || used_ + amount <= capacity_; }
  void add(std::uint64_t amount);
  void grant_waiting();

  std::uint64_t capacity_;
  mutable std::mutex mutex_;
  std::uint64_t used_ = 0, peak_ = 0;
  std::list<Waiter*> waiters_;
};

}  // namespace limner::engine
