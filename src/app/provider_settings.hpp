// Per-provider settings.
#pragma once

#include "app/environment.hpp"

#include <limner/clock.hpp>
#include <limner/document.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace limner::app {

struct ProviderSetting {
  std::string base_url;
  std::string base_url_origin;  // "/home/ada/art/limner.yaml:3"
  std::filesystem::path key_file;
  std::vector<std::string> key_command;  // argv: no shell reads it
  std::vector<std::string> command;      // of a provider that is a program
  std::optional<Millis> timeout;         // for one call of it
};

using ProviderSettings = std::map<std::string, ProviderSetting, std::less<>>;

struct ProviderSettingsFile {
  const Document& document;
  const std::filesystem::path& path;
  bool of_user;  // whether it may set key sources: a project's file is untrusted
  const Environment& variable;
};

// Merges the map `providers` of a settings file into `settings`.
void read_provider_settings(const ProviderSettingsFile& file, ProviderSettings& settings,
                            std::vector<Problem>& problems);

}  // namespace limner::app
