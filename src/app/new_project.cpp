#include "app/new_project.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

// Lists every setting that a project may have, commented out.
std::string first_settings() {
  std::string text = "# Settings of this project. Flags and LIMNER_* variables override them.\n";
  for (const SettingRow& row : setting_rows()) {
    if (row.of_user) continue;
    text += fmt::format("\n# {}\n#{}: {}\n", row.help, row.name,
                        row.fallback.empty() && !row.choices.empty() ? row.choices.front()
                        : row.fallback.empty()                       ? "path"
                                                                     : row.fallback);
  }
  return text;
}

void make_directory(const fs::path& path) {
  std::error_code failure;
  fs::create_directories(path, failure);
  if (failure) {
    throw Error(ErrorCode::store_failed, "cannot create {}: {}", path.string(), failure.message())
        .with_help("choose a writable directory");
  }
}

void write_if_absent(const fs::path& path, const std::string& text) {
  std::error_code unreadable;
  if (!fs::exists(path, unreadable)) write_file(path, as_bytes(text));
}

}  // namespace

NewProject create_project(const Context& context, const std::string& directory) {
  const fs::path root = (context.directory / directory).lexically_normal();
  std::error_code unreadable;
  NewProject project{.root = root.has_filename() ? root : root.parent_path(),
                     .store = root / ".limner",
                     .created = !fs::exists(root / ".limner", unreadable)};
  make_directory(root / ".limner");
  make_directory(root / "templates");
  write_if_absent(root / ".limner" / ".gitignore", "*\n");
  write_if_absent(root / "limner.yaml", first_settings());
  return project;
}

}  // namespace limner::app
