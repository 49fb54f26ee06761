// The project above the working directory, and the user's own directories.
#include "app/directories.hpp"

#include <limner/error.hpp>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

fs::path user_directory(const Environment& variable, std::string_view xdg, std::string_view below) {
  const fs::path given = variable(xdg).value_or("");
  if (given.is_absolute()) return given / "limner";
  const std::string home = variable("HOME").value_or("");
  if (home.empty()) {
    throw Error(ErrorCode::invalid_config, "neither {} nor HOME is set", xdg)
        .with_help("choose a directory: --store DIR");
  }
  return fs::path(home) / below / "limner";
}

}  // namespace

std::optional<fs::path> find_project(const fs::path& from) {
  std::error_code unreadable;
  for (fs::path here = from;; here = here.parent_path()) {
    if (fs::is_regular_file(here / "limner.yaml", unreadable) ||
        fs::is_directory(here / ".limner", unreadable)) {
      return here;
    }
    if (!here.has_relative_path()) return std::nullopt;
  }
}

fs::path config_directory(const Environment& variable) {
  return user_directory(variable, "XDG_CONFIG_HOME", ".config");
}

fs::path data_directory(const Environment& variable) {
  return user_directory(variable, "XDG_DATA_HOME", ".local/share");
}

}  // namespace limner::app
