#include "store/sqlite_error.hpp"

#include <limner/error.hpp>

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace limner::store {

namespace {

// The index of the log grows by pages of this many bytes; without space for one, SQLite
// reports an I/O error.
constexpr std::uintmax_t log_index_page = 32 << 10;

bool is_disk_full(const std::filesystem::path& database) {
  std::error_code unknown;
  const auto space = std::filesystem::space(database.parent_path(), unknown);
  return !unknown && space.available < log_index_page;
}

Error disk_full(const std::filesystem::path& database) {
  Error error(ErrorCode::store_failed, "cannot write {}: the disk is full", database.string());
  return error.with_help("make room on the disk, and try again");
}

}  // namespace

void rethrow(const SQLite::Exception& error, const std::filesystem::path& database) {
  switch (error.getErrorCode()) {
    case SQLITE_CONSTRAINT:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_ERROR: throw std::logic_error(database.string() + ": " + error.what());
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw Error(ErrorCode::store_damaged, "{} is damaged: {}", database.string(), error.what());
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error(ErrorCode::store_failed, "another program holds {}", database.string())
          .with_help("close the program that has it open, and try again");
    case SQLITE_FULL: throw disk_full(database);
    default:
      if (error.getErrorCode() == SQLITE_IOERR && is_disk_full(database)) throw disk_full(database);
      throw Error(ErrorCode::store_failed, "cannot use {}: {}", database.string(), error.what());
  }
}

}  // namespace limner::store
