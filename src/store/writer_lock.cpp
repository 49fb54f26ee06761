#include "store/writer_lock.hpp"

#include <limner/error.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace limner::store {

namespace fs = std::filesystem;

namespace {

constexpr mode_t lock_mode = 0666;  // of those who may write to the directory

[[noreturn]] void fail_lock(std::string_view doing, const fs::path& place, int cause) {
  throw Error(ErrorCode::store_failed, "cannot {} {}: {}", doing, place.string(),
              std::strerror(cause));
}

int open_lock(const fs::path& file) {
  const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, lock_mode);
  if (fd < 0) fail_lock("open", file, errno);
  return fd;
}

void lock_file(int fd, const fs::path& store) {
  while (flock(fd, LOCK_EX) != 0) {
    if (errno != EINTR) fail_lock("lock", store, errno);
  }
}

}  // namespace

WriterLock::WriterLock(const fs::path& store)
    : store_(store),
      turn_(open_lock(store / "writers.lock")),
      next_(open_lock(store / "writers.next")) {}

WriterLock::~WriterLock() {
  close(next_);
  close(turn_);
}

WriterLock::Turn::Turn(WriterLock& lock) : lock_(lock) {
  lock_file(lock.next_, lock.store_);
  lock_file(lock.turn_, lock.store_);
  flock(lock.next_, LOCK_UN);
}

WriterLock::Turn::~Turn() {
  flock(lock_.turn_, LOCK_UN);
}

}  // namespace limner::store
