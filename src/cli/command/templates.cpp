// limner templates
#include "cli/command/templates.hpp"

namespace limner::cli {

void add_templates(CLI::App& app, Session& session) {
  CLI::App* group = add_command(app, "templates", "List, check and create templates");
  add_templates_ls(*group, session);
  add_templates_show(*group, session);
  add_templates_check(*group, session);
  add_templates_vars(*group, session);
  add_templates_schema(*group, session);
  add_templates_new(*group, session);
}

}  // namespace limner::cli
