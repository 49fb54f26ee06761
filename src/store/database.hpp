// One connection to limner.db: who may open it, how it is written, when the log is
// taken into the file.
#pragma once

#include "store/query.hpp"
#include "store/writer_lock.hpp"

#include <limner/clock.hpp>
#include <limner/store.hpp>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace limner::store {

class Database {
 public:
  // As Records(store, mode, now).
  Database(const std::filesystem::path& store, OpenMode mode, Time now);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // Prepared once and kept. The same text must not be asked while a Query of it is
  // being read.
  template <class... Values>
  Query query(std::string_view sql, const Values&... values) {
    return Query(prepared(sql), file_, values...);
  }

  // All of `work` or nothing of it. Waits for its turn; never nested.
  template <class Work>
  void write(Work&& work) {
    Transaction transaction(*this);
    work();
    transaction.commit();
  }

  void exec(const std::string& sql);  // statements without values
  const std::filesystem::path& file() const { return file_; }
  const std::filesystem::path& store() const { return store_; }
  WriterLock& writer_lock() { return *lock_; }  // of a database open for writing

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

  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  void open_for_writing(Time now);
  void open_for_reading(Time now);
  void connect(const std::string& name, int flags);
  SQLite::Statement& prepared(std::string_view sql);
  void take_in_log();
  void close();

  std::filesystem::path store_;
  std::filesystem::path file_;
  std::unique_ptr<WriterLock> lock_;  // null when read only
  std::unique_ptr<SQLite::Database> connection_;
  std::unordered_map<std::string, SQLite::Statement, TextHash, std::equal_to<>> statements_;
  int log_pages_ = 0;  // after the newest commit of ours
};

}  // namespace limner::store
