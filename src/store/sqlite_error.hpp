// What SQLite says, in our words.
#pragma once

#include <SQLiteCpp/Exception.h>

#include <filesystem>

namespace limner::store {

// Damage, a full disk and a lock are Errors that name the file; a broken constraint
// is a bug of ours and a std::logic_error.
[[noreturn]] void rethrow(const SQLite::Exception& error, const std::filesystem::path& database);

}  // namespace limner::store
