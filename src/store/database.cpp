#include "store/database.hpp"

#include "store/schema.hpp"
#include "store/sqlite_error.hpp"

#include <limner/error.hpp>

#include <fmt/format.h>
#include <sqlite3.h>

#include <unistd.h>

#include <system_error>

namespace limner::store {

namespace fs = std::filesystem;

namespace {

// Ours queue on the writers' lock; this is for other programs that hold the file.
constexpr int busy_timeout_ms = 10'000;

constexpr int long_log = 1000;  // pages of 4 KiB

int remember_log_size(void* pages, sqlite3*, const char*, int size) {
  *static_cast<int*>(pages) = size;
  return SQLITE_OK;
}

// The last connection to close takes the log into the file, unless it is told not
// to: only a writer that has its turn may.
void set_log_on_close(SQLite::Database& connection, bool take_in) {
  sqlite3_db_config(connection.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, take_in ? 0 : 1,
                    nullptr);
}

std::string immutable_uri(const fs::path& file) {
  std::string uri = "file:";
  for (const char c : fs::absolute(file).string()) {
    if (c == '?' || c == '#' || c == '%') {
      uri += fmt::format("%{:02X}", c);
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

// Nobody can be writing here, and nothing is in a log that only a writer could read.
bool is_at_rest(const fs::path& file) {
  std::error_code missing;
  const auto log = fs::file_size(file.string() + "-wal", missing);
  return access(file.parent_path().c_str(), W_OK) != 0 && (missing || log == 0);
}

[[noreturn]] void refuse_missing(const fs::path& store) {
  throw Error(ErrorCode::not_found, "there is no store in {}", store.string())
      .with_help("make one: limner init, or name another: --store DIR");
}

}  // namespace

Database::Database(const fs::path& store, OpenMode mode, Time now)
    : store_(store), file_(store / "limner.db") {
  try {
    mode == OpenMode::read_write ? open_for_writing(now) : open_for_reading(now);
  } catch (const SQLite::Exception& error) {
    rethrow(error, file_);
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::store_failed, "cannot use {}: {}", error.path1().string(),
                error.code().message());
  }
}

Database::~Database() {
  try {
    close();
  } catch (...) {
    // What is in the log is safe there; the next writer takes it in.
  }
}

void Database::open_for_writing(Time now) {
  fs::create_directories(store_);
  const std::size_t newest = embedded_migrations().size();
  refuse_by_header(file_, newest);
  connect(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  lock_ = std::make_unique<WriterLock>(store_);
  if (schema_version(*connection_, newest) < newest) {
    const WriterLock::Turn turn(*lock_);
    connection_->exec("pragma journal_mode = wal");
    migrate(*connection_, embedded_migrations(), now);
  }
  connection_->exec("pragma journal_mode = wal;"
                    "pragma synchronous = full;"
                    "pragma foreign_keys = on;"
                    "pragma temp_store = memory");
  // Also ends SQLite's own checkpoints, which would not queue.
  sqlite3_wal_hook(connection_->getHandle(), remember_log_size, &log_pages_);
}

void Database::open_for_reading(Time now) {
  std::error_code unreadable;
  if (!fs::exists(file_, unreadable) && !unreadable) refuse_missing(store_);
  const std::size_t newest = embedded_migrations().size();
  refuse_by_header(file_, newest);
  connect(file_.string(), SQLite::OPEN_READONLY);
  std::size_t version = 0;
  try {
    version = schema_version(*connection_, newest);
  } catch (const SQLite::Exception&) {
    connection_.reset();
    if (is_at_rest(file_)) {
      connect(immutable_uri(file_), SQLite::OPEN_READONLY | SQLite::OPEN_URI);
    } else {
      // A journal that its writer did not live to remove: only a writer can.
      { const Database recovered(store_, OpenMode::read_write, now); }
      connect(file_.string(), SQLite::OPEN_READONLY);
    }
    version = schema_version(*connection_, newest);
  }
  if (version == 0) refuse_missing(store_);
  if (version == newest) return;
  connection_.reset();
  { const Database brought_up_to_date(store_, OpenMode::read_write, now); }
  connect(file_.string(), SQLite::OPEN_READONLY);
}

void Database::connect(const std::string& name, int flags) {
  connection_ =
      std::make_unique<SQLite::Database>(name, flags | SQLite::OPEN_NOMUTEX, busy_timeout_ms);
  set_log_on_close(*connection_, false);
}

SQLite::Statement& Database::prepared(std::string_view sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return known->second;
  try {
    const std::string text(sql);
    return statements_.try_emplace(text, *connection_, text).first->second;
  } catch (const SQLite::Exception& error) {
    rethrow(error, file_);
  }
}

void Database::exec(const std::string& sql) {
  try {
    connection_->exec(sql);
  } catch (const SQLite::Exception& error) {
    rethrow(error, file_);
  }
}

// Takes what readers do not hold; a reader that never ends only lets the log grow.
void Database::take_in_log() {
  if (log_pages_ < long_log) return;
  sqlite3_wal_checkpoint_v2(connection_->getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                            nullptr);
}

void Database::close() {
  statements_.clear();
  if (!connection_ || !lock_) return;
  const WriterLock::Turn turn(*lock_);
  set_log_on_close(*connection_, true);
  connection_.reset();
}

Database::Transaction::Transaction(Database& database)
    : database_(database), turn_(database.writer_lock()) {
  database_.query("begin immediate").run();
}

Database::Transaction::~Transaction() {
  if (sqlite3_get_autocommit(database_.connection_->getHandle()) == 0)
    database_.connection_->tryExec("rollback");
}

void Database::Transaction::commit() {
  database_.query("commit").run();
  database_.take_in_log();
}

}  // namespace limner::store
