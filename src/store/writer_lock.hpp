// The queue of those who write to a store.
#pragma once

#include <filesystem>

namespace limner {

// One kernel lock on a file in the store. Waiting in its queue is fair where
// SQLite's own lock starves, and it vanishes with its process: nothing to unlock.
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
  std::filesystem::path file_;
  int fd_;
};

}  // namespace limner
