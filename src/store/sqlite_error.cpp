#include "store/sqlite_error.hpp"

#include <limner/error.hpp>

#include <sqlite3.h>

#include <stdexcept>

namespace limner {

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
    case SQLITE_FULL:
      throw Error(ErrorCode::store_failed, "cannot write {}: the disk is full", database.string())
          .with_help("make room on the disk, and try again");
    default:
      throw Error(ErrorCode::store_failed, "cannot use {}: {}", database.string(), error.what());
  }
}

}  // namespace limner
