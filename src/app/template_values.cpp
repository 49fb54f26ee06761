#include "app/template_values.hpp"

#include <limner/error.hpp>
#include <limner/step.hpp>

#include <utility>

namespace limner::app {

using nlohmann::json;

namespace {

json scope_of(const RunReport& report, const templates::Template& workflow) {
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

}  // namespace

std::optional<RunReport> run_with_values(const Context& context, const std::string& run,
                                         const templates::Template& workflow) {
  if (!run.empty()) {
    const store::Records records = records_to_look_up(context, run);
    return load_run_report(records, records.find_run(run));
  }
  const std::optional<store::Records> records = existing_records(context);
  if (!records) return std::nullopt;
  const std::vector<store::RunRow> newest = records->runs({.template_id = workflow.id, .limit = 1});
  return newest.empty() ? std::nullopt
                        : std::optional(load_run_report(*records, newest.front().id));
}

std::vector<VariableValue> variable_values(const templates::Template& workflow,
                                           const RunReport* report) {
  const json scope = report ? scope_of(*report, workflow) : json();
  std::vector<VariableValue> rows;
  for (templates::Variable& variable : templates::variables(workflow, step::step_signatures())) {
    json value = report ? evaluate_path(variable.path, scope) : json();
    rows.push_back({std::move(variable), std::move(value)});
  }
  return rows;
}

}  // namespace limner::app
