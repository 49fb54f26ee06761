// The project above the working directory, and the user's own directories.
#include "app/directories.hpp"

#include <limner/error.hpp>

#include <sys/stat.h>
#include <unistd.h>

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

bool is_own(uid_t owner, const Environment& variable) {
  const uid_t user = geteuid();
  if (owner == user) return true;
  return user == 0 && variable("SUDO_UID") == std::to_string(owner);
}

// The part of a project that belongs to another user.
std::optional<ForeignProject> foreign_part(const fs::path& directory, const Environment& variable) {
  for (const char* part : {"", "limner.yaml", ".limner", "templates"}) {
    const fs::path path = *part == '\0' ? directory : directory / part;
    struct stat facts {};
    if (stat(path.c_str(), &facts) != 0 || is_own(facts.st_uid, variable)) continue;
    if (*part == '\0' && facts.st_uid == 0) continue;
    return ForeignProject{directory, path, facts.st_uid};
  }
  return std::nullopt;
}

}  // namespace

ProjectSearch find_project(const fs::path& from, const Environment& variable,
                           const std::function<bool(const fs::path&)>& is_trusted) {
  ProjectSearch search;
  std::error_code unreadable;
  for (fs::path here = from;; here = here.parent_path()) {
    if (fs::is_regular_file(here / "limner.yaml", unreadable) ||
        fs::is_directory(here / ".limner", unreadable)) {
      const std::optional<ForeignProject> foreign = foreign_part(here, variable);
      if (!foreign || is_trusted(here)) {
        search.project = here;
        return search;
      }
      search.ignored.push_back(*foreign);
    }
    if (!here.has_relative_path()) return search;
  }
}

fs::path config_directory(const Environment& variable) {
  return user_directory(variable, "XDG_CONFIG_HOME", ".config");
}

fs::path data_directory(const Environment& variable) {
  return user_directory(variable, "XDG_DATA_HOME", ".local/share");
}

}  // namespace limner::app
