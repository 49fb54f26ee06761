#include "store/owner.hpp"

#include "store/temporary_files.hpp"

#include <limner/error.hpp>

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <system_error>
#include <tuple>

namespace limner::store {

namespace fs = std::filesystem;

namespace {

constexpr mode_t worker_file_mode = 0666;  // reduced by the umask; other users of the store ask too

fs::path workers_directory(const fs::path& store) {
  return store / "workers";
}

[[noreturn]] void fail_worker(std::string_view doing, const fs::path& file, int cause) {
  throw Error(ErrorCode::store_failed, "cannot {} {}: {}", doing, file.string(),
              std::strerror(cause));
}

// A shared lock, so that two processes that ask at once do not mistake each other for the owner.
bool is_unlocked(const fs::path& file) {
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor < 0) return errno == ENOENT || errno == ENOTDIR;
  const bool granted = flock(descriptor, LOCK_SH | LOCK_NB) == 0;
  close(descriptor);
  return granted;
}

struct WorkerLocks {
  std::mutex mutex;
  // By process, because a child inherits the map, and by device and inode of the store.
  std::map<std::tuple<pid_t, dev_t, ino_t>, std::weak_ptr<WorkerLock>> locks;
};

WorkerLocks& worker_locks() {
  static WorkerLocks locks;
  return locks;
}

}  // namespace

WorkerLock::WorkerLock(const fs::path& store) : process_(getpid()) {
  SystemClock clock;
  id_ = RandomIds(clock).next();
  file_ = workers_directory(store) / id_;
  const fs::path draft = temporary_directory(store) / (id_ + ".worker");
  std::error_code failure;
  fs::create_directories(draft.parent_path(), failure);
  if (!failure) fs::create_directories(file_.parent_path(), failure);
  if (failure) fail_worker("create", file_, failure.value());
  descriptor_ = open(draft.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, worker_file_mode);
  if (descriptor_ < 0) fail_worker("create", draft, errno);
  if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0 && rename(draft.c_str(), file_.c_str()) == 0)
    return;
  const int cause = errno;
  unlink(draft.c_str());
  close(descriptor_);
  fail_worker("lock", draft, cause);
}

WorkerLock::~WorkerLock() {
  if (process_ == getpid()) unlink(file_.c_str());
  close(descriptor_);
}

std::shared_ptr<WorkerLock> worker_lock(const fs::path& store) {
  struct stat facts {};
  if (stat(store.c_str(), &facts) != 0) fail_worker("read", store, errno);
  const std::lock_guard guard(worker_locks().mutex);
  std::weak_ptr<WorkerLock>& known = worker_locks().locks[{getpid(), facts.st_dev, facts.st_ino}];
  std::shared_ptr<WorkerLock> lock = known.lock();
  if (!lock) known = lock = std::make_shared<WorkerLock>(store);
  return lock;
}

bool has_ended(const fs::path& store, const std::string& owner) {
  if (!is_ulid(owner)) {
    throw Error(ErrorCode::store_damaged, "{}: a run has the owner \"{}\", which is not a process",
                (store / "limner.db").string(), owner);
  }
  return is_unlocked(workers_directory(store) / owner);
}

void remove_ended_workers(const fs::path& store) noexcept {
  std::error_code ignored;
  for (fs::directory_iterator at(workers_directory(store), ignored), end; at != end;
       at.increment(ignored)) {
    if (is_unlocked(at->path())) unlink(at->path().c_str());
  }
}

void require_ownership(Database& database, const RunId& run) {
  Query row =
      database.query("select 1 from runs where id = ? and owner = ?", run, database.worker_id());
  if (row.next()) return;
  throw Error(ErrorCode::store_failed, "another process has taken over run {}", run.short_id())
      .with_charged(Charged::unknown)
      .with_help(fmt::format("see its state: limner runs show {}", run.short_id()));
}

}  // namespace limner::store
