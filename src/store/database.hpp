// One connection to limner.db: opening, transactions, checkpoints of the write-ahead log.
#pragma once

#include "store/open_database.hpp"
#include "store/query.hpp"
#include "store/writer_lock.hpp"

#include <limner/clock.hpp>
#include <limner/store.hpp>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace limner::store {

class WorkerLock;

// Several threads may share one: a transaction, and a Query until its destructor, hold it for
// themselves. All functions throw what rethrow() makes of SQLite's exceptions.
class Database {
 public:
  // Throws as the constructor of Records.
  Database(const std::filesystem::path& store, OpenMode mode, Time now,
           NetworkFileSystem network = NetworkFileSystem::refused);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // The statement is prepared once and cached by its text. A text must not be queried again
  // while a Query of it exists. `sql` and `values` need not outlive the call.
  template <class... Values>
  Query query(std::string_view sql, const Values&... values) {
    std::unique_lock lock(mutex_);
    SQLite::Statement& statement = prepared(sql);
    return Query(std::move(lock), statement, file_, packer_, values...);
  }

  // Runs `function` in a transaction, which is on disk when this returns and rolled back when it
  // throws. Waits for other writers. Must not be nested.
  template <class Function>
  void write(Function&& function) {
    const std::lock_guard guard(mutex_);
    Transaction transaction(*this);
    function();
    transaction.commit();
  }

  // The same for rows that need not survive a power failure: other processes see them, and they are
  // on disk after the next write().
  template <class Function>
  void write_unsynced(Function&& function) {
    const std::lock_guard guard(mutex_);
    const NoSync no_sync(*this);
    Transaction transaction(*this);
    function();
    transaction.commit();
  }

  void exec(const std::string& sql);              // statements without values
  std::vector<std::string> schema_differences();  // see schema.hpp
  const std::filesystem::path& file() const { return file_; }
  const std::filesystem::path& store() const { return store_; }
  const JsonPacker& packer() const { return packer_; }
  WriterLock& writer_lock() { return *lock_; }  // of a database open for writing
  // The id of this process as an owner of runs, of a database open for writing. The first call
  // creates it; it lasts until the last such database of the process is closed.
  const std::string& worker_id();

 private:
  class Transaction {
   public:
    explicit Transaction(Database& database);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    void commit();

   private:
    Database& database_;
    WriterLock::Turn turn_;
  };

  // Commits do not wait for the disk until its destructor.
  class NoSync {
   public:
    explicit NoSync(Database& database);
    NoSync(const NoSync&) = delete;
    NoSync& operator=(const NoSync&) = delete;
    ~NoSync();

   private:
    Database& database_;
  };

  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  void inspect(OpenMode mode) const;
  void open_for_writing(Time now);
  void migrate_alone(Time now);
  void open_for_reading(Time now);
  void connect(const std::string& name, int flags);
  SQLite::Statement& prepared(std::string_view sql);
  void checkpoint();
  void refuse_removed_file();  // throws Error{store_failed}
  void close();

  std::recursive_mutex mutex_;  // of all below
  std::filesystem::path store_;
  std::filesystem::path file_;
  JsonPacker packer_;
  NetworkFileSystem network_;
  bool was_created_;                          // before this object
  std::optional<OpenDatabase> registration_;  // outlives the connection
  std::shared_ptr<WorkerLock> worker_;
  std::unique_ptr<WriterLock> lock_;  // null when read only
  std::unique_ptr<SQLite::Database> connection_;
  std::unordered_map<std::string, SQLite::Statement, TextHash, std::equal_to<>> statements_;
  int log_pages_ = 0;  // size of the log after the last commit of this connection
};

}  // namespace limner::store
