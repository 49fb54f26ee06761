// The queue of those who write to a store.
#pragma once

#include <filesystem>

namespace limner::store {

// Kernel locks on two files in the store: they vanish with their process, so there is
// nothing to unlock. Who waits for its turn stands at the head of a queue, and who
// comes back at once for another turn goes to the end of it: with one lock, or with
// SQLite's own, the one that has just written would mostly be the next to write.
class WriterLock {
 public:
  explicit WriterLock(const std::filesystem::path& store);  // throws Error{store_failed}
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;
  ~WriterLock();

  // Held while this lives.
  class Turn {
   public:
    explicit Turn(WriterLock& lock);  // waits; throws Error{store_failed}
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn();

   private:
    WriterLock& lock_;
  };

 private:
  std::filesystem::path store_;
  int turn_;  // held by who writes
  int next_;  // held by who is to write next
};

}  // namespace limner::store
