// The owner of the store of a project.
//
// A store decides about money: its wallets and spending limits, the entries that they count, and
// the runs that `limner resume` continues. One that came with a clone decides nothing, like the
// other files of a project: it can be read, and written only when this user created or trusted it.
#pragma once

#include "app/context.hpp"
#include "app/trust.hpp"

#include <filesystem>
#include <optional>

namespace limner::app {

// The file of a store with a random text. trust.json of the user who created the store lists it.
std::filesystem::path store_id_path(const std::filesystem::path& store);
bool is_store_id(const std::filesystem::path& file);

// Writes the file unless it exists. Throws Error{store_failed}.
void write_store_id(const std::filesystem::path& file);

// The claim of a store that exists, to be written, trusted or not.
TrustClaim store_claim(const std::filesystem::path& store);

// Before a store of the project is written: when it exists, throws Error{not_trusted} unless it is
// this user's; otherwise makes it so. What prevents that is reported, and not an error.
void require_own_store(const Context& context, const StoreLocation& place);

}  // namespace limner::app
