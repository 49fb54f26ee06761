// The process that owns a run, known to other processes by a lock.
#pragma once

#include "store/database.hpp"

#include <limner/id.hpp>

#include <filesystem>
#include <memory>
#include <string>

namespace limner::store {

// The id of this process in one store, a ULID, and an exclusive flock() on the file workers/<id>
// of the store. The kernel releases the lock when the process ends, whatever its PID namespace.
// The file is locked before it is renamed to its id, so that one without a lock means that its
// process has ended. The destructor removes it.
class WorkerLock {
 public:
  explicit WorkerLock(const std::filesystem::path& store);  // throws Error{store_failed}
  WorkerLock(const WorkerLock&) = delete;
  WorkerLock& operator=(const WorkerLock&) = delete;
  ~WorkerLock();

  const std::string& id() const { return id_; }

 private:
  std::string id_;
  std::filesystem::path file_;
  int descriptor_ = -1;
  int process_;  // that created it: a child that inherits the object must not remove the file
};

// The lock of this process in `store`: one for all its connections, held until the last of them
// releases it. Any thread. Throws Error{store_failed}.
std::shared_ptr<WorkerLock> worker_lock(const std::filesystem::path& store);

// Whether the process with that id has ended: its file is missing or not locked. False when that
// cannot be determined. Throws Error{store_damaged} when `owner` is not a ULID. Any thread.
bool has_ended(const std::filesystem::path& store, const std::string& owner);

// Removes the files of processes that have ended. Ignores failures. Any thread.
void remove_ended_workers(const std::filesystem::path& store) noexcept;

// Throws Error{store_failed}, with an unknown charge, unless this process owns the run: another
// process took it over, for example because the store's directory was replaced. Call it within
// the transaction that changes the run.
void require_ownership(Database& database, const RunId& run);

}  // namespace limner::store
