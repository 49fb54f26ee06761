#include "app/config_lock.hpp"

#include "app/directories.hpp"

#include <limner/error.hpp>

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <cstring>

namespace limner::app {

namespace fs = std::filesystem;

ConfigLock::ConfigLock(const Environment& variable) {
  const fs::path directory = config_directory(variable);
  std::error_code failure;
  fs::create_directories(directory, failure);
  const fs::path path = directory / "lock";
  file_.reset(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  bool is_locked = file_.get() >= 0;
  while (is_locked && flock(file_.get(), LOCK_EX) != 0) is_locked = errno == EINTR;
  if (is_locked) return;
  throw Error(ErrorCode::store_failed, "cannot lock {}: {}", path.string(), std::strerror(errno));
}

}  // namespace limner::app
