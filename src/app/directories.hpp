// Where things are on this machine: the project, the store, the configuration.
#pragma once

#include "app/environment.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace limner::app {

struct ForeignProject {
  std::filesystem::path directory;  // of the project
  std::filesystem::path path;       // the part of it that belongs to another user
  unsigned owner = 0;               // user id
};

struct ProjectSearch {
  std::optional<std::filesystem::path> project;
  std::vector<ForeignProject> ignored;  // nearest first
};

// The nearest directory at or above `from` that holds limner.yaml or .limner/. One that belongs to
// another user, or whose limner.yaml, .limner or templates do, is ignored, as git does, unless
// `is_trusted` is true for the directory; root may own the directory, and under sudo the user who
// called it may own everything.
ProjectSearch find_project(
    const std::filesystem::path& from, const Environment& variable,
    const std::function<bool(const std::filesystem::path& directory)>& is_trusted);

// $XDG_CONFIG_HOME/limner, else ~/.config/limner; likewise for data. A relative
// XDG value is ignored. Throws Error{invalid_config} when HOME is not set either.
std::filesystem::path config_directory(const Environment& variable);
std::filesystem::path data_directory(const Environment& variable);

}  // namespace limner::app
