// Settings: one row each, from flag, environment, project file, user file or default.
#pragma once

#include "app/environment.hpp"
#include "app/provider_settings.hpp"
#include "app/trust.hpp"

#include <limner/enum_text.hpp>

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner::app {

// `bytes` is a number of bytes; sources may give it with KiB, MiB or GiB.
enum class SettingType { choice, boolean, path, word, number, bytes, hosts };

struct SettingRow {
  std::string_view name;      // in limner.yaml and config.yaml; "a.b": b in the map a
  std::string_view flag;      // "--color"; empty: none
  std::string_view variable;  // "LIMNER_COLOR"
  SettingType type;
  std::vector<std::string_view> choices;
  std::string_view fallback;
  std::string_view help;
  bool of_user = false;  // not taken from a project's file: that comes with a clone
};

// Whether a project's value of a setting is used only when its file is trusted. `present`: the
// value without the project. A project may lower a limit, not raise it.
bool needs_trust(const SettingRow& row, std::string_view value, std::string_view present,
                 const std::filesystem::path& project);

std::span<const SettingRow> setting_rows();

// What SettingType::word takes: names of wallets among others.
bool is_word(std::string_view text);

enum class SettingSource { fallback, user_file, project_file, variable, flag };
constexpr EnumWords<SettingSource::flag> enum_words(SettingSource) {
  return {"default", "user", "project", "environment", "flag"};
}

struct SettingValue {
  const SettingRow* row = nullptr;
  std::string text;  // "true" or "false" for a boolean; a path is absolute
  SettingSource source = SettingSource::fallback;
  std::string origin;  // "--color", "LIMNER_COLOR", "/home/ada/art/limner.yaml:3", "default"
  std::optional<TrustClaim> untrusted = {};  // why it must not be used
};

// Where settings are read from. A file that is not there counts as empty.
struct SettingSources {
  std::vector<std::pair<std::string_view, std::string>> flags;  // setting name → text
  Environment variable;
  std::filesystem::path directory;  // relative paths of flags and variables start here
  std::filesystem::path project_file;
  std::filesystem::path user_file;
  const TrustList* trust = nullptr;  // nullptr: no project is trusted
};

class Settings {
 public:
  // Throws Error{invalid_config} naming the place of a wrong key or value.
  static Settings load(const SettingSources& sources);

  // For use. Throws Error{not_trusted} for a value that the user has to trust first.
  const SettingValue& value(std::string_view name) const;
  // For display.
  const SettingValue& declared(std::string_view name) const;
  std::string_view text(std::string_view name) const { return value(name).text; }
  bool is_on(std::string_view name) const { return text(name) == "true"; }
  // One of each row, and after them those of an untrusted project that stand behind the user's.
  std::span<const SettingValue> all() const { return values_; }
  // Their members in `untrusted` must not be used.
  const ProviderSettings& providers() const { return providers_; }
  std::vector<TrustClaim> untrusted() const;  // all that the files say

 private:
  std::vector<SettingValue> values_;
  ProviderSettings providers_;
};

}  // namespace limner::app
