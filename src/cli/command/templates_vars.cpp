// limner templates vars TEMPLATE: lists the paths that expressions can use.
#include "app/template_lookup.hpp"
#include "app/template_values.hpp"
#include "cli/command/templates.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <memory>

namespace limner::cli {

namespace {

struct ListVariablesOptions {
  std::string name, run;
};

ordered_json variable_json(const app::VariableValue& row) {
  return {{"path", row.variable.path}, {"type", row.variable.type}, {"value", row.value}};
}

void print_variables_table(const std::vector<app::VariableValue>& rows, bool with_values,
                           const Session& session) {
  std::vector<Column> columns{{"PATH"}, {"TYPE"}};
  if (with_values) columns.push_back({"VALUE", false, true});
  Table table(std::move(columns));
  for (const app::VariableValue& row : rows) {
    std::vector<Cell> cells{{row.variable.path}, {row.variable.type, "", TextStyle::faint}};
    if (with_values) cells.push_back({value_text(row.value)});
    table.add(std::move(cells));
  }
  table.print(session.out);
}

void list_variables(const ListVariablesOptions& options, const Session& session) {
  const templates::Template workflow = app::load_named_template(session, options.name);
  const std::optional<app::RunReport> report = app::run_with_values(session, options.run, workflow);
  const std::vector<app::VariableValue> rows =
      app::variable_values(workflow, report ? &*report : nullptr);
  if (printed_as_json(session, "variables", rows, variable_json)) return;
  print_variables_table(rows, report.has_value(), session);
  if (report) {
    note(session, fmt::format("values of run {}", report->run.id.short_id()));
  } else {
    note(session,
         fmt::format("values are shown after the first run: limner run {} --help", options.name));
  }
}

}  // namespace

void add_templates_vars(CLI::App& group, Session& session) {
  auto options = std::make_shared<ListVariablesOptions>();
  CLI::App* command =
      add_command(group, "vars", "List the paths for ${{ … }}, with the values of the newest run",
                  {"limner templates vars generate-clip-art-asset",
                   "limner templates vars generate-clip-art-asset --run 7qx2m9kd --json"});
  command->add_option("template", options->name, "A name, NAME@VERSION or a path")
      ->required()
      ->type_name("TEMPLATE");
  command->add_option("--run", options->run, "Show the values of this run instead")
      ->type_name("RUN");
  command->callback([options, &session] { list_variables(*options, session); });
}

}  // namespace limner::cli
