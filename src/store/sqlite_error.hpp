// SQLite's errors as Error.
#pragma once

#include <SQLiteCpp/Exception.h>

#include <filesystem>

namespace limner::store {

// Throws Error{store_damaged} or Error{store_failed} with the path of the database; a violated
// constraint or a wrong statement is a bug and a std::logic_error.
[[noreturn]] void rethrow(const SQLite::Exception& error, const std::filesystem::path& database);

}  // namespace limner::store
