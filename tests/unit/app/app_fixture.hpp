// A context without a command line: a home, an environment, a clock that stands still.
#pragma once

#include "app/context.hpp"
#include "fakes/fakes.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace limner::app {

struct AppFixture {
  fakes::Home home;
  fakes::StillClock clock;
  fakes::CountedIds ids;
  std::map<std::string, std::string, std::less<>> variables{{"HOME", home.path.string()}};
  std::istringstream in;
  std::vector<std::string> reported;
  Context context{.clock = clock,
                  .ids = ids,
                  .make_providers = [] { return provider::Providers(); },
                  .variable = [this](std::string_view name) { return variable(name); },
                  .directory = home.path,
                  .in = in,
                  .report = [this](std::string_view line) { reported.emplace_back(line); }};

  AppFixture() { load_settings(); }

  // The user's config.yaml, and flags such as {"offline", "true"}.
  void load_settings(std::string_view user_file = "",
                     std::vector<std::pair<std::string_view, std::string>> flags = {}) {
    SettingSources sources;
    sources.flags = std::move(flags);
    sources.variable = context.variable;
    sources.directory = home.path;
    sources.user_file = write("config.yaml", user_file);
    context.settings = Settings::load(sources);
  }

  std::filesystem::path write(const std::string& name, std::string_view text) const {
    const std::filesystem::path path = home.path / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

 private:
  std::optional<std::string> variable(std::string_view name) const {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  }
};

// What an Error says; empty when nothing is thrown.
template <class Action>
std::string error_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace limner::app
