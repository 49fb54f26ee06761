// SQLite's errors as Error.
#pragma once

#include <SQLiteCpp/Exception.h>

#include <filesystem>

namespace limner::store {

// Throws Error{store_damaged} or Error{store_failed} with the path of the database. A missing
// table, column or row that another row names is damage; any other violated constraint or wrong
// statement is a bug and a std::logic_error.
[[noreturn]] void rethrow(const SQLite::Exception& error, const std::filesystem::path& database);

}  // namespace limner::store
