#include "store/writer_lock.hpp"

#include <limner/error.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace limner {

namespace {

constexpr mode_t lock_mode = 0666;  // whoever may write the store may queue

[[noreturn]] void fail(std::string_view doing, const std::filesystem::path& file, int cause) {
  throw Error(ErrorCode::store_failed, "cannot {} {}: {}", doing, file.string(),
              std::strerror(cause));
}

}  // namespace

WriterLock::WriterLock(const std::filesystem::path& store)
    : file_(store / "writers.lock"),
      fd_(open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, lock_mode)) {
  if (fd_ < 0) fail("open", file_, errno);
}

WriterLock::~WriterLock() {
  close(fd_);
}

WriterLock::Turn::Turn(WriterLock& lock) : lock_(lock) {
  while (flock(lock.fd_, LOCK_EX) != 0) {
    if (errno != EINTR) fail("lock", lock.file_, errno);
  }
}

WriterLock::Turn::~Turn() {
  flock(lock_.fd_, LOCK_UN);
}

}  // namespace limner
