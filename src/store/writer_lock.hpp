// The lock of writers to a store, across processes.
#pragma once

#include <filesystem>

namespace limner::store {

// flock() on two files of the store, which the kernel releases when a process ends. A writer
// waits for the second lock before the first: with one lock, or with SQLite's own, a process
// that writes in a loop would starve the others. One thread at a time.
class WriterLock {
 public:
  explicit WriterLock(const std::filesystem::path& store);  // throws Error{store_failed}
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;
  ~WriterLock();

  // Holds the lock. Must not be nested.
  class Turn {
   public:
    explicit Turn(WriterLock& lock);  // blocks; throws Error{store_failed}
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn();

   private:
    WriterLock& lock_;
  };

 private:
  std::filesystem::path store_;
  int turn_;  // held while writing
  int next_;  // held by the next writer
};

}  // namespace limner::store
