// The paths that expressions of a template can use, with the values of a run.
#pragma once

#include "app/context.hpp"
#include "app/report/json_output.hpp"

#include <limner/template.hpp>

#include <optional>
#include <string>
#include <vector>

namespace limner::app {

// The run whose values are shown: the one that `run` means (as for
// store::Records::find_run()), or when it is empty the template's newest. nullopt when the
// template has none. Throws Error{not_found} or Error{ambiguous}.
std::optional<RunReport> run_with_values(const Context& context, const std::string& run,
                                         const templates::Template& workflow);

struct VariableValue {
  templates::Variable variable;
  nlohmann::json value;  // null where the run has none, as for a skipped step
};

// In the order of templates::variables(). Without a report all values are null.
std::vector<VariableValue> variable_values(const templates::Template& workflow,
                                           const RunReport* report);

}  // namespace limner::app
