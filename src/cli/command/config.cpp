// limner config ls | get | path
#include "app/directories.hpp"
#include "cli/command/commands.hpp"
#include "cli/render/format.hpp"
#include "cli/render/table.hpp"

#include <limner/error.hpp>
#include <limner/suggest.hpp>

#include <fmt/ranges.h>

#include <algorithm>

namespace limner::cli {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

// The store's path depends on the project when no setting names it.
std::string effective_text(const Session& session, const app::SettingValue& value) {
  const bool is_store = value.text.empty() && value.row->name == "store";
  if (!is_store) return value.text;
  try {
    return app::store_location(session).path.string();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_trusted) throw;
    return {};
  }
}

ordered_json setting_json(const Session& session, const app::SettingValue& value) {
  const auto typed = [&](const std::string& text) -> ordered_json {
    if (text.empty()) return nullptr;
    if (value.row->type == app::SettingType::boolean) return text == "true";
    return text;
  };
  return {{"name", value.row->name},
          {"value", typed(effective_text(session, value))},
          {"default", typed(std::string(value.row->fallback))},
          {"source", to_string(value.source)},
          {"origin", value.origin},
          {"trusted", !value.untrusted}};
}

void list_settings(const Session& session, bool origin) {
  if (session.flags.json || session.flags.jsonl) {
    ordered_json list = ordered_json::array();
    for (const app::SettingValue& value : session.settings.all())
      list.push_back(setting_json(session, value));
    print_json(session, {{"schemaVersion", 1}, {"settings", std::move(list)}});
    return;
  }
  std::vector<Column> columns = {{"SETTING"}, {"VALUE", false, true}};
  if (origin) columns.push_back({"ORIGIN", false, true});
  Table table(columns);
  for (const app::SettingValue& value : session.settings.all()) {
    std::vector<Cell> row = {{std::string(value.row->name)}, {effective_text(session, value)}};
    if (session.out.terminal && row[1].full.empty()) row[1] = {"-", {}, TextStyle::faint};
    if (origin) row.push_back({value.origin + (value.untrusted ? " (not trusted)" : "")});
    table.add(std::move(row));
  }
  table.print(session.out);
}

void get_setting(const Session& session, const std::string& name) {
  std::vector<std::string> names;
  for (const app::SettingRow& row : app::setting_rows()) names.emplace_back(row.name);
  if (std::ranges::find(names, name) == names.end()) {
    const std::string near = nearest(name, names);
    throw Error(ErrorCode::usage, "unknown setting \"{}\"", name)
        .with_help(near.empty() ? fmt::format("the settings are: {}", fmt::join(names, ", "))
                                : fmt::format("did you mean \"{}\"?", near));
  }
  const app::SettingValue& value = session.settings.declared(name);
  if (session.flags.json) {
    print_json(session, setting_json(session, value));
  } else {
    const std::string text = effective_text(session, value);
    session.out.text << (session.out.terminal ? plain(text) : text) << '\n';
  }
}

void print_paths(const Session& session) {
  const fs::path user = app::config_directory(session.variable) / "config.yaml";
  const fs::path project = session.project ? *session.project / "limner.yaml" : fs::path();
  std::error_code unreadable;
  if (session.flags.json) {
    const auto shape = [&](const fs::path& path) -> ordered_json {
      if (path.empty()) return nullptr;
      return {{"path", path.string()}, {"exists", fs::exists(path, unreadable)}};
    };
    print_json(session, {{"project", shape(project)}, {"user", shape(user)}});
    return;
  }
  Table table({{"FILE"}, {"PATH", false, true}, {"STATE"}});
  const auto add = [&](const char* name, const fs::path& path) {
    table.add({{name}, {path.string()}, {fs::exists(path, unreadable) ? "exists" : "missing"}});
  };
  if (!project.empty()) add("project", project);
  add("user", user);
  table.print(session.out);
}

}  // namespace

void add_config(CLI::App& app, Session& session) {
  CLI::App* group = add_command(app, "config", "Show settings and where they come from",
                                {"limner config ls --origin", "limner help config"});

  const auto origin = std::make_shared<bool>(false);
  CLI::App* ls = add_command(*group, "ls", "List all settings", {"limner config ls --origin"});
  ls->add_flag("--origin", *origin, "Show where each value comes from");
  ls->callback([origin, &session] { list_settings(session, *origin); });

  const auto name = std::make_shared<std::string>();
  CLI::App* get = add_command(*group, "get", "Print one setting", {"limner config get color"});
  get->add_option("name", *name, "Name of the setting")->type_name("SETTING")->required();
  get->callback([name, &session] { get_setting(session, *name); });

  CLI::App* path =
      add_command(*group, "path", "Print the paths of the settings files", {"limner config path"});
  path->callback([&session] { print_paths(session); });
}

}  // namespace limner::cli
