// limner init: creates a project.
#include "cli/command/commands.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>

#include <fmt/ranges.h>

namespace limner::cli {

namespace fs = std::filesystem;

namespace {

// Lists every setting, commented out.
std::string first_settings() {
  std::string text = "# Settings of this project. Flags and LIMNER_… variables override them.\n";
  for (const app::SettingRow& row : app::setting_rows()) {
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

void make_project(const Session& session, const std::string& directory) {
  const fs::path root = (session.directory / directory).lexically_normal();
  std::error_code unreadable;
  const bool was_there = fs::exists(root / ".limner", unreadable);
  make_directory(root / ".limner");
  make_directory(root / "templates");
  write_if_absent(root / ".limner" / ".gitignore", "*\n");
  write_if_absent(root / "limner.yaml", first_settings());
  const fs::path shown = root.has_filename() ? root : root.parent_path();
  if (session.flags.json) {
    print_json(session, {{"project", shown.string()},
                         {"store", (root / ".limner").string()},
                         {"created", !was_there}});
    return;
  }
  session.out.text << shown.string() << '\n' << std::flush;
  if (session.flags.quiet) return;
  session.err.text << (was_there
                           ? "already a project; existing files are unchanged\n"
                           : "pictures are stored in .limner, your own templates in templates/\n"
                             "next: limner templates ls\n");
}

}  // namespace

void add_init(CLI::App& app, Session& session) {
  const auto directory = std::make_shared<std::string>(".");
  CLI::App* command = add_command(app, "init", "Create a project with its own store",
                                  {"limner init", "limner init ~/art/spring-catalogue"});
  command
      ->add_option("directory", *directory, "Directory of the project (default: the current one)")
      ->type_name("DIR");
  command->callback([directory, &session] { make_project(session, *directory); });
}

}  // namespace limner::cli
