// Keys that `limner keys set` was given: one file that only its owner can read.
#pragma once

#include "app/environment.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace limner::app {

using StoredKeys = std::map<std::string, std::string, std::less<>>;  // provider → key

std::filesystem::path stored_keys_path(const Environment& variable);
// Empty when the file does not exist. Throws Error{invalid_config} when others may
// read it, or when it is not what this program wrote.
StoredKeys read_stored_keys(const Environment& variable);
void write_stored_keys(const Environment& variable, const StoredKeys& keys);

}  // namespace limner::app
