// Writes the copy of a stored file.
#pragma once

#include <filesystem>
#include <span>

namespace limner::app {

// Creates `to` with `content`, mode 0644. Where the file system can, the copy shares the blocks
// of `source`, a file with that content, until one of them is changed. `to` is complete or
// unchanged, and is not followed when it is a symbolic link. With `replace` an existing file is
// replaced, otherwise Error{artifact_storage_failed} is thrown, as for every failure. Other files
// in the directory, such as what a killed process left, are neither used nor changed.
void copy_into(const std::filesystem::path& to, const std::filesystem::path& source,
               std::span<const std::byte> content, bool replace);

}  // namespace limner::app
