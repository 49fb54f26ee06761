// Reading whole files, and writing them atomically and durably. Every function may be called
// from several threads at once.
#pragma once

#include <limner/asset.hpp>

#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace limner {

// The whole content of a file or pipe. Throws Error{not_found} when it does not exist,
// Error{store_failed} when it cannot be read or is larger than `limit` bytes.
std::string read_file(const std::filesystem::path& path, std::uint64_t limit = 1u << 28);

// Writes a temporary file in `temporary_directory` (default: the directory of `path`; it must be on
// the same file system), fsyncs it, renames it to `path` and fsyncs the directory of `path`. `mode`
// is not reduced by the umask. After a crash `path` is the old file or the new one, complete.
// Throws Error{store_failed}: `path` is then unchanged and the temporary file removed, unless only
// the last fsync failed; then `path` is the new file, but may be the old one after a power cut.
void write_file(const std::filesystem::path& path, std::span<const std::byte> content,
                unsigned mode = 0644, const std::filesystem::path& temporary_directory = {});

// Makes created, renamed and removed names in `directory` survive a power cut. Throws
// Error{store_failed}.
void sync_directory(const std::filesystem::path& directory);

}  // namespace limner
