// Which files are ours, which version they are of, and how an older one becomes ours.
#pragma once

#include <limner/clock.hpp>
#include <limner/embedded.hpp>

#include <SQLiteCpp/Database.h>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace limner::store {

// Throws Error{store_damaged} for a directory, a pipe, a socket or a device, without opening it.
void refuse_unusable_file(const std::filesystem::path& file);
bool is_missing_or_empty(const std::filesystem::path& file);

// Reads the first bytes, so that SQLite cannot change a file that is not ours. A missing or empty
// file passes. Opens and closes the file: call it only as OpenDatabase permits. Throws
// Error{store_damaged} and Error{store_too_new}.
void refuse_by_header(const std::filesystem::path& file, std::size_t newest);

// The number of the newest migration applied; 0 for an empty database. Throws as
// above: a version may still be in the log, where the first bytes do not show it.
std::size_t schema_version(SQLite::Database& database, std::size_t newest);

// Applies what is missing, each in a transaction of its own, after a backup to
// limner.db.before-NNN. The caller holds the writers' lock.
void migrate(SQLite::Database& database, std::span<const EmbeddedFile> migrations, Time now);

// How the tables, indexes, views and triggers differ from those of the migrations, one sentence
// each: a trigger that somebody added may change what limner writes.
std::vector<std::string> schema_differences(SQLite::Database& database,
                                            std::span<const EmbeddedFile> migrations);

}  // namespace limner::store
