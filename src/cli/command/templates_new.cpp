// limner templates new NAME: writes a starter template.
#include "app/starter_template.hpp"
#include "app/template_lookup.hpp"
#include "cli/command/templates.hpp"
#include "cli/render/screen.hpp"

#include <memory>

namespace limner::cli {

namespace {

void create_template(const std::string& name, const Session& session) {
  const std::filesystem::path path = app::create_template(session, name);
  session.out.text << path.string() << '\n';
  const bool replaces = session.project && app::is_built_in_template(name);
  if (replaces) {
    note(session, fmt::format("note: it replaces the built-in template {}, and is used after: "
                              "limner trust",
                              name));
  }
  note(session, fmt::format("next: limner templates check {}", path.string()));
  if (session.project) return;
  note(session, fmt::format("run it by its path: limner run templates/{}.yaml --help", name));
  note(session, "or by its name in a project: limner init");
}

}  // namespace

void add_templates_new(CLI::App& group, Session& session) {
  auto name = std::make_shared<std::string>();
  CLI::App* command =
      add_command(group, "new", "Write a starter template", {"limner templates new product-hero"});
  command->add_option("name", *name, "Lower-case letters, digits and dashes")
      ->required()
      ->type_name("NAME");
  command->callback([name, &session] { create_template(*name, session); });
}

}  // namespace limner::cli
