#include "store/database.hpp"

#include "store/created_store.hpp"
#include "store/file_system.hpp"
#include "store/owner.hpp"
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

// limner's writers queue on WriterLock; this is for other programs that lock the file.
constexpr int busy_timeout_ms = 10'000;

constexpr int checkpoint_pages = 1000;  // pages of 4 KiB

int set_log_size(void* pages, sqlite3*, const char*, int size) {
  *static_cast<int*>(pages) = size;
  return SQLITE_OK;
}

// By default the last connection to close checkpoints the log; only a writer that holds the
// lock may.
void set_log_on_close(SQLite::Database& connection, bool checkpoint) {
  sqlite3_db_config(connection.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, checkpoint ? 0 : 1,
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

// The directory is not writable and the log is empty: the file cannot change.
bool is_read_only_store(const fs::path& file) {
  std::error_code missing;
  const auto log = fs::file_size(file.string() + "-wal", missing);
  return access(file.parent_path().c_str(), W_OK) != 0 && (missing || log == 0);
}

[[noreturn]] void refuse_missing(const fs::path& store) {
  throw Error(ErrorCode::not_found, "no store in {}", store.string())
      .with_help("create one: limner init, or name another: --store DIR");
}

}  // namespace

Database::Database(const fs::path& store, OpenMode mode, Time now, NetworkFileSystem network)
    : store_(store),
      file_(store / "limner.db"),
      packer_(store),
      network_(network),
      was_created_(was_created(store)) {
  try {
    if (mode == OpenMode::read_write) fs::create_directories(store_);
    refuse_unusable_file(file_);
    if (was_created_ && is_missing_or_empty(file_)) refuse_lost_database(store_);
    registration_.emplace(file_, [&] { inspect(mode); });
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
    // The log stays valid; the next writer checkpoints it.
  }
}

// Before the first connection of this process.
void Database::inspect(OpenMode mode) const {
  if (network_ == NetworkFileSystem::refused)
    refuse_network_file_system(store_, mode == OpenMode::read_write);
  refuse_by_header(file_, embedded_migrations().size());
}

void Database::open_for_writing(Time now) {
  const std::size_t newest = embedded_migrations().size();
  connect(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  lock_ = std::make_unique<WriterLock>(store_);
  if (schema_version(*connection_, newest) < newest) migrate_alone(now);
  mark_as_created(store_);
  connection_->exec("pragma journal_mode = wal;"
                    "pragma synchronous = full;"
                    "pragma foreign_keys = on;"
                    "pragma temp_store = memory");
  // Replaces SQLite's automatic checkpoints, which would not queue.
  sqlite3_wal_hook(connection_->getHandle(), set_log_size, &log_pages_);
}

void Database::migrate_alone(Time now) {
  const WriterLock::Turn turn(*lock_);
  const std::size_t newest = embedded_migrations().size();
  if (was_created_ && schema_version(*connection_, newest) == 0) refuse_lost_database(store_);
  connection_->exec("pragma journal_mode = wal");
  migrate(*connection_, embedded_migrations(), now);
}

void Database::open_for_reading(Time now) {
  std::error_code unreadable;
  if (!fs::exists(file_, unreadable) && !unreadable) refuse_missing(store_);
  const std::size_t newest = embedded_migrations().size();
  connect(file_.string(), SQLite::OPEN_READONLY);
  std::size_t version = 0;
  try {
    version = schema_version(*connection_, newest);
  } catch (const SQLite::Exception&) {
    connection_.reset();
    if (is_read_only_store(file_)) {
      connect(immutable_uri(file_), SQLite::OPEN_READONLY | SQLite::OPEN_URI);
    } else {
      // A rollback journal of a writer that died: only a writer can recover it.
      { const Database recovered(store_, OpenMode::read_write, now, network_); }
      connect(file_.string(), SQLite::OPEN_READONLY);
    }
    version = schema_version(*connection_, newest);
  }
  if (version == 0) {
    if (was_created_) refuse_lost_database(store_);
    refuse_missing(store_);
  }
  if (version == newest) return;
  connection_.reset();
  { const Database brought_up_to_date(store_, OpenMode::read_write, now, network_); }
  connect(file_.string(), SQLite::OPEN_READONLY);
}

void Database::connect(const std::string& name, int flags) {
  connection_ =
      std::make_unique<SQLite::Database>(name, flags | SQLite::OPEN_NOMUTEX, busy_timeout_ms);
  set_log_on_close(*connection_, false);
}

const std::string& Database::worker_id() {
  const std::lock_guard guard(mutex_);
  if (!worker_) worker_ = worker_lock(store_);
  return worker_->id();
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

std::vector<std::string> Database::schema_differences() {
  const std::lock_guard guard(mutex_);
  return limner::store::schema_differences(*connection_, embedded_migrations());
}

void Database::exec(const std::string& sql) {
  const std::lock_guard guard(mutex_);
  try {
    connection_->exec(sql);
  } catch (const SQLite::Exception& error) {
    rethrow(error, file_);
  }
}

// Passive: copies the pages that no reader holds. A long reader lets the log grow.
void Database::checkpoint() {
  if (log_pages_ < checkpoint_pages) return;
  sqlite3_wal_checkpoint_v2(connection_->getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                            nullptr);
}

// Writes to a file that was removed while it is open succeed, and are lost when it is closed.
void Database::refuse_removed_file() {
  int has_moved = 0;
  sqlite3_file_control(connection_->getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
  if (has_moved == 0) return;
  throw Error(ErrorCode::store_failed, "{} was removed or replaced while limner was using it",
              file_.string())
      .with_help("restore it from a backup; the records made after its removal are lost");
}

void Database::close() {
  statements_.clear();
  if (!connection_ || !lock_) return;
  const WriterLock::Turn turn(*lock_);
  set_log_on_close(*connection_, true);
  connection_.reset();
}

Database::NoSync::NoSync(Database& database) : database_(database) {
  database_.exec("pragma synchronous = normal");
}

Database::NoSync::~NoSync() {
  database_.connection_->tryExec("pragma synchronous = full");
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
  database_.refuse_removed_file();
  database_.checkpoint();
}

}  // namespace limner::store
