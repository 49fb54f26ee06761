// The databases that this process has open.
#pragma once

#include <filesystem>
#include <functional>

namespace limner::store {

// Registers one connection to the database of a store while the object exists.
//
// Closing any descriptor of a file drops all POSIX locks that the process holds on it, also those
// of SQLite's connections. Another process that closes the database then believes to be its last
// user and deletes the log, and every later commit of this process is lost. Therefore nothing but
// SQLite opens limner.db, limner.db-wal or limner.db-shm while a connection is registered.
//
// May be used from any thread.
class OpenDatabase {
 public:
  // Calls `inspect`, which may open the files, when this process has no connection to that
  // database; no connection is registered meanwhile. Throws what `inspect` throws; then nothing
  // is registered.
  OpenDatabase(const std::filesystem::path& database, const std::function<void()>& inspect);
  OpenDatabase(const OpenDatabase&) = delete;
  OpenDatabase& operator=(const OpenDatabase&) = delete;
  ~OpenDatabase();

 private:
  std::pair<std::uint64_t, std::uint64_t> directory_;  // device and inode
};

}  // namespace limner::store
