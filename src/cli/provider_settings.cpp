#include "cli/provider_settings.hpp"

#include <limner/provider.hpp>
#include <limner/suggest.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace limner {

namespace {

Problem problem_at(const ProviderSettingsFile& file, const Node& node, std::string message,
                   std::string type, std::string help) {
  return {.message = std::move(message),
          .type = std::move(type),
          .loc = {"providers", node.text},
          .mark = file.document.mark(node),
          .help = std::move(help)};
}

Problem unknown(const ProviderSettingsFile& file, const Node& key, std::string_view what,
                const std::vector<std::string>& names) {
  const std::string near = nearest(key.text, names);
  return problem_at(file, key, fmt::format("there is no {} \"{}\"", what, key.text), "unknown_key",
                    near.empty() ? fmt::format("one of: {}", fmt::join(names, ", "))
                                 : fmt::format("did you mean \"{}\"?", near));
}

std::filesystem::path path_in(const ProviderSettingsFile& file, const std::string& text) {
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

// False when the value is not what the key takes.
bool take(const ProviderSettingsFile& file, const Node& key, const Node& value,
          ProviderSetting& setting) {
  if (key.text == "key_command") {
    setting.key_command = argv_of(value);
    return !setting.key_command.empty() && !setting.key_command.front().empty();
  }
  if (value.kind != NodeKind::scalar || value.text.empty()) return false;
  if (key.text == "key_file") {
    setting.key_file = path_in(file, value.text);
  } else {
    setting.base_url = value.text;
    setting.base_url_origin = fmt::format("{}:{}", file.path.string(), key.line);
  }
  return true;
}

void read_provider(const ProviderSettingsFile& file, const Node& map, ProviderSetting& setting,
                   std::vector<Problem>& problems) {
  static const std::vector<std::string> names = {"base_url", "key_file", "key_command"};
  for (const auto& [key, value] : map.entries) {
    if (std::ranges::find(names, key.text) == names.end()) {
      problems.push_back(unknown(file, key, "setting of a provider", names));
    } else if (key.text != "base_url" && !file.of_user) {
      problems.push_back(problem_at(file, key, key.text + " is not taken from a project", "place",
                                    "write it into your own file: limner config path"));
    } else if (!take(file, key, value, setting)) {
      problems.push_back(problem_at(
          file, value, key.text + " cannot be that", "type",
          key.text == "key_command" ? "write a list: [pass, show, openai]" : "write one text"));
    }
  }
}

}  // namespace

void read_provider_settings(const ProviderSettingsFile& file, ProviderSettings& settings,
                            std::vector<Problem>& problems) {
  const auto& entries = file.document.root.entries;
  const auto found = std::ranges::find_if(
      entries, [](const auto& entry) { return entry.first.text == "providers"; });
  if (found == entries.end()) return;
  const Catalogue catalogue = Catalogue::built_in();
  std::vector<std::string> names;
  for (const ProviderFacts& facts : catalogue.providers()) names.push_back(facts.name);
  for (const auto& [key, value] : found->second.entries) {
    if (std::ranges::find(names, key.text) == names.end()) {
      problems.push_back(unknown(file, key, "provider", names));
    } else {
      read_provider(file, value, settings[key.text], problems);
    }
  }
}

}  // namespace limner
