#include "app/stored_keys.hpp"

#include "app/directories.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>
#include <limner/json.hpp>

#include <sys/stat.h>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t largest_file = 1 << 16;  // bytes

Error unusable_keys_file(const fs::path& file, std::string_view why, std::string help) {
  return Error(ErrorCode::invalid_config, "{} {}", file.string(), why).with_help(std::move(help));
}

}  // namespace

fs::path stored_keys_path(const Environment& variable) {
  return config_directory(variable) / "keys.json";
}

StoredKeys read_stored_keys(const Environment& variable) {
  if (!variable("HOME") && !variable("XDG_CONFIG_HOME")) return {};
  const fs::path file = stored_keys_path(variable);
  struct stat facts {};
  if (stat(file.c_str(), &facts) != 0) return {};
  if ((facts.st_mode & 077) != 0)
    throw unusable_keys_file(file, "can be read by others", "chmod 600 " + file.string());
  // The content of this file is secret: no message may quote it.
  try {
    StoredKeys keys;
    const nlohmann::json stored = parse_json(read_file(file, largest_file), "keys");
    for (const auto& [provider, key] : stored.items())
      keys[provider] = key.is_string() ? StoredKey{key.get<std::string>()}
                                       : StoredKey{key.at("key").get<std::string>(),
                                                   key.at("origin").get<std::string>()};
    return keys;
  } catch (const std::exception&) {
    throw unusable_keys_file(file, "is not valid JSON", "remove the file and store the keys again");
  }
}

void write_stored_keys(const Environment& variable, const StoredKeys& keys) {
  const fs::path file = stored_keys_path(variable);
  nlohmann::json document = nlohmann::json::object();
  for (const auto& [provider, key] : keys) {
    document[provider] = key.origin.empty()
                             ? nlohmann::json(key.text)
                             : nlohmann::json{{"key", key.text}, {"origin", key.origin}};
  }
  write_file(file, as_bytes(document.dump(2) + "\n"), 0600);
}

}  // namespace limner::app
