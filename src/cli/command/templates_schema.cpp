// limner templates schema: JSON Schemas of the format and of one template's intake.
#include "app/template_lookup.hpp"
#include "cli/command/templates.hpp"

#include <limner/step.hpp>

#include <memory>

namespace limner::cli {

void add_templates_schema(CLI::App& group, Session& session) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = add_command(group, "schema",
                                  "Print the JSON Schema of templates, or of one template's inputs",
                                  {"limner templates schema > template-1.json",
                                   "limner templates schema generate-clip-art-asset"});
  command->add_option("template", *name, "Print the schema of this template's inputs")
      ->type_name("TEMPLATE");
  command->callback([name, &session] {
    print_json(session, name->empty()
                            ? templates::template_schema(step::step_signatures())
                            : templates::intake_schema(app::load_named_template(session, *name)));
  });
}

}  // namespace limner::cli
