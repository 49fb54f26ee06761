// Where things are on this machine: the project, the store, the configuration.
#pragma once

#include "app/environment.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace limner::app {

// The nearest directory at or above `from` that holds limner.yaml or .limner/.
std::optional<std::filesystem::path> find_project(const std::filesystem::path& from);

// $XDG_CONFIG_HOME/limner, else ~/.config/limner; likewise for data. A relative
// XDG value is ignored. Throws Error{invalid_config} when HOME is not set either.
std::filesystem::path config_directory(const Environment& variable);
std::filesystem::path data_directory(const Environment& variable);

}  // namespace limner::app
