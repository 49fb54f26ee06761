// Files that are there whole or not at all.
#pragma once

#include <limner/asset.hpp>

#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace limner {

// Throws Error{not_found} when it is not there, Error{store_failed} when it
// cannot be read or is larger than `limit` bytes.
std::string read_file(const std::filesystem::path& path, std::uint64_t limit = 1u << 28);

// Written in `drafts` (beside its final place when none is given), fsynced,
// renamed, and the directory fsynced. A crash leaves the old file or the new one.
// Throws Error{store_failed}.
void write_file(const std::filesystem::path& path, std::span<const std::byte> content,
                unsigned mode = 0644, const std::filesystem::path& drafts = {});

// A name in a directory outlives a power cut only after this. Throws
// Error{store_failed}.
void sync_directory(const std::filesystem::path& directory);

}  // namespace limner
