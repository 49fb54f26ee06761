// The directory tmp/ of a store: files that are being written.
#pragma once

#include <filesystem>

namespace limner::store {

std::filesystem::path temporary_directory(const std::filesystem::path& store);  // tmp/

// Removes files that were not modified for a day, except answers. Ignores failures: a file that
// remains is harmless.
void remove_old_temporary_files(const std::filesystem::path& store) noexcept;

}  // namespace limner::store
