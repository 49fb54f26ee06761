#include "store/sqlite_error.hpp"

#include <limner/error.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string_view>
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

// A statement of limner fails on a table that is not as limner made it, or on sums of values
// that limner does not write.
bool is_of_foreign_schema(std::string_view what) {
  constexpr std::array<std::string_view, 5> signs = {
      "no such table", "no such column", "has no column", "no such index", "integer overflow"};
  return std::ranges::any_of(
      signs, [&](std::string_view sign) { return what.find(sign) != std::string_view::npos; });
}

// A row that another names is missing, or a column has another type.
bool is_of_damaged_rows(int extended_code) {
  return extended_code == SQLITE_CONSTRAINT_FOREIGNKEY ||
         extended_code == SQLITE_CONSTRAINT_DATATYPE;
}

[[noreturn]] void refuse_damaged(const std::filesystem::path& database, std::string_view what) {
  throw Error(ErrorCode::store_damaged, "{} is damaged: {}", database.string(), what);
}

}  // namespace

void rethrow(const SQLite::Exception& error, const std::filesystem::path& database) {
  if (is_of_damaged_rows(error.getExtendedErrorCode())) refuse_damaged(database, error.what());
  if (error.getErrorCode() == SQLITE_ERROR && is_of_foreign_schema(error.what()))
    refuse_damaged(database, error.what());
  switch (error.getErrorCode()) {
    case SQLITE_CONSTRAINT:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_ERROR: throw std::logic_error(database.string() + ": " + error.what());
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: refuse_damaged(database, error.what());
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
