#include "app/provider_settings.hpp"

#include <limner/net.hpp>
#include <limner/provider.hpp>
#include <limner/suggest.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace limner::app {

namespace {

Problem problem_at(const ProviderSettingsFile& file, const Node& node, std::string message,
                   std::string type, std::string help) {
  return {.message = std::move(message),
          .type = std::move(type),
          .loc = {"providers", node.text},
          .mark = file.document.mark(node),
          .help = std::move(help)};
}

Problem unknown_name(const ProviderSettingsFile& file, const Node& key, std::string_view what,
                     const std::vector<std::string>& names) {
  const std::string near = nearest(key.text, names);
  return problem_at(file, key, fmt::format("unknown {} \"{}\"", what, key.text), "unknown_key",
                    near.empty() ? fmt::format("one of: {}", fmt::join(names, ", "))
                                 : fmt::format("did you mean \"{}\"?", near));
}

std::filesystem::path resolve_setting_path(const ProviderSettingsFile& file,
                                           const std::string& text) {
  if (text.starts_with("~/")) return file.variable("HOME").value_or("~") + text.substr(1);
  return (file.path.parent_path() / text).lexically_normal();
}

std::vector<std::string> argv_of(const Node& node) {
  std::vector<std::string> argv;
  if (node.kind != NodeKind::list) return argv;
  for (const Node& item : node.items) {
    if (item.kind != NodeKind::scalar) return {};
    argv.push_back(item.text);
  }
  return argv;
}

// A program relative to the file, or from PATH; the other words are unchanged.
std::vector<std::string> command_in(const ProviderSettingsFile& file, const Node& value) {
  std::vector<std::string> argv = argv_of(value);
  if (!argv.empty() && argv.front().find('/') != std::string::npos)
    argv.front() = resolve_setting_path(file, argv.front()).string();
  return argv;
}

bool take_list(std::vector<std::string> words, std::vector<std::string>& into) {
  into = std::move(words);
  return !into.empty() && !into.front().empty();
}

bool take_seconds(const std::string& text, std::optional<Millis>& into) {
  int seconds = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  constexpr int most = 24 * 3600;
  if (failure != std::errc() || end != text.data() + text.size() || seconds < 1 || seconds > most)
    return false;
  into = Millis(1000) * seconds;
  return true;
}

// From 1 to `most`.
bool take_count(const std::string& text, int most, std::optional<int>& into) {
  int count = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (failure != std::errc() || end != text.data() + text.size() || count < 1 || count > most)
    return false;
  into = count;
  return true;
}

// False when the value has the wrong type.
bool take_setting(const ProviderSettingsFile& file, const Node& key, const Node& value,
                  ProviderSetting& setting) {
  if (key.text == "key_command") {
    setting.key_command_directory = file.path.parent_path();
    return take_list(command_in(file, value), setting.key_command);
  }
  if (key.text == "command") return take_list(command_in(file, value), setting.command);
  if (value.kind != NodeKind::scalar || value.text.empty()) return false;
  if (key.text == "timeout") return take_seconds(value.text, setting.timeout);
  if (key.text == "concurrency")
    return take_count(value.text, provider::max_concurrency, setting.concurrency);
  if (key.text == "per_minute")
    return take_count(value.text, provider::max_per_minute, setting.per_minute);
  if (key.text == "key_file") {
    setting.key_file = resolve_setting_path(file, value.text);
  } else {
    setting.base_url = value.text;
    setting.base_url_origin = fmt::format("{}:{}", file.path.string(), key.line);
  }
  return true;
}

std::string form_of(std::string_view key) {
  if (key == "key_command") return "give a list: [pass, show, openai]";
  if (key == "command") return "give a list: [python3, /home/ada/painter.py]";
  if (key == "concurrency")
    return fmt::format("give a whole number from 1 to {}", provider::max_concurrency);
  if (key == "per_minute")
    return fmt::format("give a whole number from 1 to {}", provider::max_per_minute);
  return key == "timeout" ? "give seconds, such as 600" : "give a string";
}

std::vector<std::string> keys_of(const provider::ProviderFacts& facts) {
  if (facts.needs_command) return {"command", "timeout", "concurrency", "per_minute"};
  return {"base_url", "key_file", "key_command", "concurrency", "per_minute"};
}

// These decide neither about money nor about keys, places and programs.
constexpr std::array<std::string_view, 3> harmless_keys{"timeout", "concurrency", "per_minute"};

// The file that a word of a command names in the project; FILE of "--option=FILE" too. A symbolic
// link in the project counts although its target is elsewhere. Empty when there is none.
std::filesystem::path file_in_project(const ProviderSettingsFile& file, const std::string& word) {
  const std::filesystem::path project = file.path.parent_path();
  std::error_code unreadable;
  for (const std::string& name : {word, word.substr(word.find('=') + 1)}) {
    std::filesystem::path path = resolve_setting_path(file, name);
    const std::filesystem::path relative = path.lexically_relative(project);
    const bool is_inside =
        (!relative.empty() && *relative.begin() != "..") || is_below(path, project);
    if (is_inside && std::filesystem::is_regular_file(path, unreadable)) return path;
  }
  return {};
}

// The files in the project that a command names: what they do can change without the settings.
void note_programs(const ProviderSettingsFile& file, const std::string& key,
                   const std::vector<std::string>& argv, ProviderSetting& setting) {
  for (const std::string& word : argv) {
    const std::filesystem::path program = file_in_project(file, word);
    if (program.empty()) continue;
    const std::filesystem::path path = trusted_path(program);
    if (file.trust && file.trust->has(path)) continue;
    setting.untrusted.emplace_back(key, TrustClaim{path, "a program that " + key + " starts"});
  }
}

// An argument such as "exec tools/key" of a shell, or a directory, can lead to files that
// note_programs() does not see.
bool has_other_arguments(const ProviderSettingsFile& file, const std::vector<std::string>& argv) {
  return argv.size() > 1 && std::any_of(argv.begin() + 1, argv.end(), [&](const auto& word) {
           return file_in_project(file, word).empty();
         });
}

std::string shown_value(const ProviderSettingsFile& file, const Node& key, const Node& value,
                        const std::vector<std::string>& words) {
  if (key.text == "base_url") return net::redact_url(value.text);
  const bool is_open = value.kind == NodeKind::list && has_other_arguments(file, words);
  return fmt::format(
      "{}{}", fmt::join(words, " "),
      is_open ? " (files that these arguments lead to are not checked for changes)" : "");
}

void note_untrusted(const ProviderSettingsFile& file, const std::string& provider, const Node& key,
                    const Node& value, ProviderSetting& setting) {
  std::erase_if(setting.untrusted, [&](const auto& entry) { return entry.first == key.text; });
  const std::vector<std::string> words =
      value.kind == NodeKind::list ? argv_of(value) : std::vector{value.text};
  if (!file.is_trusted) {
    setting.untrusted.emplace_back(
        key.text, TrustClaim{trusted_path(file.path),
                             fmt::format("providers.{}.{} is {}", provider, key.text,
                                         shown_value(file, key, value, words)),
                             file.document.mark(value)});
  }
  if (value.kind == NodeKind::list) note_programs(file, key.text, words, setting);
}

void read_provider(const ProviderSettingsFile& file, const provider::ProviderFacts& facts,
                   const Node& map, ProviderSetting& setting, std::vector<Problem>& problems) {
  const std::vector<std::string> names = keys_of(facts);
  for (const auto& [key, value] : map.entries) {
    if (std::ranges::find(names, key.text) == names.end()) {
      problems.push_back(unknown_name(file, key, "setting of this provider", names));
    } else if (!take_setting(file, key, value, setting)) {
      problems.push_back(
          problem_at(file, value, key.text + " has the wrong type", "type", form_of(key.text)));
    } else if (!file.of_user && std::ranges::count(harmless_keys, key.text) == 0) {
      note_untrusted(file, facts.name, key, value, setting);
    }
  }
}

}  // namespace

void require_trusted(const ProviderSetting& setting, std::initializer_list<std::string_view> keys) {
  std::vector<TrustClaim> claims;
  for (const auto& [key, claim] : setting.untrusted) {
    if (std::ranges::find(keys, key) != keys.end()) claims.push_back(claim);
  }
  if (!claims.empty()) throw not_trusted(claims);
}

void read_provider_settings(const ProviderSettingsFile& file, ProviderSettings& settings,
                            std::vector<Problem>& problems) {
  const auto& entries = file.document.root.entries;
  const auto found = std::ranges::find_if(
      entries, [](const auto& entry) { return entry.first.text == "providers"; });
  if (found == entries.end()) return;
  const provider::Catalogue catalogue = provider::Catalogue::built_in();
  std::vector<std::string> names;
  for (const provider::ProviderFacts& facts : catalogue.providers()) names.push_back(facts.name);
  for (const auto& [key, value] : found->second.entries) {
    if (std::ranges::find(names, key.text) == names.end()) {
      problems.push_back(unknown_name(file, key, "provider", names));
    } else {
      read_provider(file, *catalogue.provider(key.text), value, settings[key.text], problems);
    }
  }
}

}  // namespace limner::app
