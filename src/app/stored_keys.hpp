// Keys that `limner keys set` was given: one file that only its owner can read.
#pragma once

#include "app/environment.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace limner::app {

struct StoredKey {
  std::string text;
  // Where it may be sent besides the provider's own hosts, as origin_text() writes it; empty: only
  // there, and to a base URL of the settings.
  std::string origin = {};
  bool operator==(const StoredKey&) const = default;
};
using StoredKeys = std::map<std::string, StoredKey, std::less<>>;  // by provider

std::filesystem::path stored_keys_path(const Environment& variable);
// Empty when the file does not exist. Throws Error{invalid_config} when others may
// read it, or when it is not what this program wrote.
StoredKeys read_stored_keys(const Environment& variable);
// Holding ConfigLock. Throws Error{store_failed}.
void write_stored_keys(const Environment& variable, const StoredKeys& keys);

}  // namespace limner::app
