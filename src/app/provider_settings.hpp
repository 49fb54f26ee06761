// Per-provider settings.
#pragma once

#include "app/environment.hpp"
#include "app/trust.hpp"

#include <limner/clock.hpp>
#include <limner/document.hpp>

#include <filesystem>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limner::app {

struct ProviderSetting {
  std::string base_url;
  std::string base_url_origin;  // "/home/ada/art/limner.yaml:3"
  std::filesystem::path key_file;
  std::vector<std::string> key_command;         // argv: no shell reads it
  std::filesystem::path key_command_directory;  // of the settings file: it runs there
  std::vector<std::string> command;             // of a provider that is a program
  std::optional<Millis> timeout;                // for one call of it
  std::optional<int> concurrency;               // calls in flight; none: the catalogue's
  std::optional<int> per_minute;                // calls that start; none: the catalogue's
  // The members above, by their names in the file, that must not be used, and why.
  std::vector<std::pair<std::string, TrustClaim>> untrusted = {};
};

// Throws Error{not_trusted} when one of the members `keys` must not be used.
void require_trusted(const ProviderSetting& setting, std::initializer_list<std::string_view> keys);

using ProviderSettings = std::map<std::string, ProviderSetting, std::less<>>;

struct ProviderSettingsFile {
  const Document& document;
  const std::filesystem::path& path;
  bool of_user;            // else of a project
  bool is_trusted;         // with its present content; always for the user's
  const TrustList* trust;  // for programs in the project; may be null
  const Environment& variable;
};

// Merges the map `providers` of a settings file into `settings`. A project's member replaces the
// user's also when it is not trusted: what then stops is the use of that provider.
void read_provider_settings(const ProviderSettingsFile& file, ProviderSettings& settings,
                            std::vector<Problem>& problems);

}  // namespace limner::app
