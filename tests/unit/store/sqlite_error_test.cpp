#include "store/sqlite_error.hpp"

#include "fakes/basics.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <stdexcept>
#include <string>

using namespace limner;
using namespace limner::store;

namespace {

// The code and message that an error of SQLite becomes.
std::string rethrown(int code, const std::filesystem::path& database,
                     const char* what = "as SQLite says") {
  try {
    rethrow(SQLite::Exception(what, code), database);
  } catch (const Error& error) {
    return std::string(traits(error.code()).name) + ": " + error.what();
  } catch (const std::logic_error&) {
    return "a bug";
  }
}

}  // namespace

TEST_CASE("an error of SQLite is damage, a lock, a full disk or a bug, and names the file") {
  const fakes::Home home;
  const std::filesystem::path file = home.path / "limner.db";
  for (const int code : {SQLITE_CONSTRAINT, SQLITE_MISUSE, SQLITE_RANGE, SQLITE_ERROR})
    CHECK(rethrown(code, file) == "a bug");
  for (const int code : {SQLITE_CORRUPT, SQLITE_NOTADB})
    CHECK(rethrown(code, file) ==
          "store_damaged: " + file.string() + " is damaged: as SQLite says");
  for (const int code : {SQLITE_BUSY, SQLITE_LOCKED, SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY}) {
    CAPTURE(code);
    const std::string message = rethrown(code, file);
    CHECK(message.starts_with("store_failed: "));
    CHECK(message.find(file.string()) != std::string::npos);
  }
  CHECK(rethrown(SQLITE_FULL, file).ends_with("the disk is full"));
  CHECK_FALSE(rethrown(SQLITE_READONLY, file).ends_with("the disk is full"));
}

TEST_CASE("a schema that is not limner's is damage") {
  for (const char* what : {"no such table: caps", "no such column: caps.unit",
                           "table caps has no column named unit", "integer overflow"})
    CHECK(rethrown(SQLITE_ERROR, "limner.db", what).starts_with("store_damaged: limner.db is"));
}
