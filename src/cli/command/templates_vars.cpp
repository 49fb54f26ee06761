// limner templates vars TEMPLATE: lists the paths that expressions can use.
#include "app/template_lookup.hpp"
#include "cli/command/templates.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <limner/step.hpp>

#include <memory>

namespace limner::cli {

namespace {

using nlohmann::json;

struct ListVariablesOptions {
  std::string name, run;
};

// The run whose values are shown: the requested one, else the template's newest.
std::optional<app::RunReport> values_from(const ListVariablesOptions& options,
                                          const templates::Template& workflow,
                                          const Session& session) {
  if (!options.run.empty()) {
    const store::Records records = app::records_to_look_up(session, options.run);
    return app::load_run_report(records, records.find_run(options.run));
  }
  const std::optional<store::Records> records = app::existing_records(session);
  if (!records) return std::nullopt;
  const std::vector<store::RunRow> newest = records->runs({.template_id = workflow.id, .limit = 1});
  return newest.empty() ? std::nullopt
                        : std::optional(app::load_run_report(*records, newest.front().id));
}

json scope_of(const app::RunReport& report, const templates::Template& workflow) {
  json steps = json::object();
  for (const store::StepRow& step : report.steps) steps[step.id] = step.outputs;
  const json seed = report.run.specification.is_object()
                        ? report.run.specification.value("seed", json())
                        : json();
  return {{"intake", report.run.intake},
          {"tables", workflow.tables},
          {"steps", std::move(steps)},
          {"run", {{"id", report.run.id.str()}, {"seed", seed}, {"take", report.run.take}}}};
}

// Null where the run has no such value, as for a skipped step or a missing item.
json evaluate_path(const std::string& path, const json& scope) {
  try {
    return templates::expand("${{ " + path + " }}", scope);
  } catch (const Error&) {
    return nullptr;
  }
}

struct VariableRow {
  templates::Variable variable;
  json value;
};

ordered_json variable_json(const VariableRow& row) {
  return {{"path", row.variable.path}, {"type", row.variable.type}, {"value", row.value}};
}

void print_variables_table(const std::vector<VariableRow>& rows, bool with_values,
                           const Session& session) {
  std::vector<Column> columns{{"PATH"}, {"TYPE"}};
  if (with_values) columns.push_back({"VALUE", false, true});
  Table table(std::move(columns));
  for (const VariableRow& row : rows) {
    std::vector<Cell> cells{{row.variable.path}, {row.variable.type, "", TextStyle::faint}};
    if (with_values) cells.push_back({value_text(row.value)});
    table.add(std::move(cells));
  }
  table.print(session.out);
}

void list_variables(const ListVariablesOptions& options, const Session& session) {
  const templates::Template workflow = app::load_named_template(session, options.name);
  const std::optional<app::RunReport> report = values_from(options, workflow, session);
  const json scope = report ? scope_of(*report, workflow) : json();
  std::vector<VariableRow> rows;
  for (templates::Variable& variable : variables(workflow, step::step_signatures())) {
    json value = report ? evaluate_path(variable.path, scope) : json();
    rows.push_back({std::move(variable), std::move(value)});
  }
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
