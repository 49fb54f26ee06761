// Files that were being written when their process died.
#pragma once

#include <filesystem>

namespace limner::store {

std::filesystem::path temporary_directory(const std::filesystem::path& store);  // tmp/

// Removes drafts that nobody has touched for a day, but no answers. Never throws:
// litter is harmless.
void remove_old_temporary_files(const std::filesystem::path& store) noexcept;

}  // namespace limner::store
