// Whether SQLite's write-ahead log works on a file system.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace limner::store {

// The type of the file system that contains `path`, which has no symbolic links, according to the
// text of /proc/self/mountinfo; empty when no line matches.
std::string file_system_type(std::string_view mountinfo, const std::filesystem::path& path);

// Whether several machines can mount file systems of that type at once. A FUSE file system of
// unknown purpose is not one: containers and WSL use such for local directories.
bool is_network_type(std::string_view type);

// Whether files of `directory` have what the log's index needs: memory mapped by two processes is
// the same memory, and locks exclude each other. Tried with a file that is removed again.
bool has_shared_memory(const std::filesystem::path& directory);

// Throws Error{store_failed} when the store is on a network file system: the log's index is memory
// that machines do not share, so commits would be lost. `may_write`: whether a file may be created
// to find that out.
void refuse_network_file_system(const std::filesystem::path& store, bool may_write);

}  // namespace limner::store
