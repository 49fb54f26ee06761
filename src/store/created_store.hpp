// Whether a store was ever created in a directory, independent of its database.
#pragma once

#include <filesystem>

namespace limner::store {

// Writes the file limner.store, which says that the directory has a database, unless it exists.
// Called when the database is complete and on disk. Ignores failures: the next writer tries again.
void mark_as_created(const std::filesystem::path& store) noexcept;

// Whether the marker or pictures exist. When this was true before the database was looked at, a
// database that is missing or empty was lost.
bool was_created(const std::filesystem::path& store);

// Throws Error{store_damaged}: caps, wallets and ledger are lost with the database.
[[noreturn]] void refuse_lost_database(const std::filesystem::path& store);

}  // namespace limner::store
