// limner init: creates a project.
#include "app/new_project.hpp"
#include "cli/command/commands.hpp"

#include <memory>

namespace limner::cli {

namespace {

void make_project(const Session& session, const std::string& directory) {
  const app::NewProject project = app::create_project(session, directory);
  if (session.flags.json) {
    print_json(session, {{"project", project.root.string()},
                         {"store", project.store.string()},
                         {"created", project.created}});
    return;
  }
  session.out.text << project.root.string() << '\n' << std::flush;
  if (session.flags.quiet) return;
  session.err.text << (project.created
                           ? "pictures are stored in .limner, your own templates in templates/\n"
                             "next: limner templates ls\n"
                           : "already a project; existing files are unchanged\n");
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
