// A run as the store has it: the place from which any process goes on with it.
#pragma once

#include <limner/engine.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace limner::engine {

struct RunState {
  store::RunRow run;
  std::vector<store::StepRow> steps;  // one for each of the plan, in order
};

// Writes a new run whose first step is running. None, and nothing is written, when the row of the
// batch has a run already: another worker was faster. Throws as execute().
std::optional<RunState> begin_run(const Plan& plan, const std::optional<store::BatchSlot>& slot,
                                  const RunEnv& env);

// Makes this process the owner of a run that has ended without all its steps, and its first
// unfinished step running. When the process died between the last step and the end of the run, no
// step is missing. Throws as resume().
RunState claim_run(const Plan& plan, const RunId& id, const RunEnv& env);

// The first step from `at` on that is not finished; the number of steps: all are.
std::size_t next_unfinished(const Plan& plan, const RunState& state, std::size_t at = 0);

// What the expressions of a step see: the outputs of finished steps, null for those without.
nlohmann::json scope_of(const Plan& plan, const RunState& state);

// Of the first step that has one, as RunRow::failure; null: none has.
nlohmann::json first_failure(const RunState& state);

// Whether a step has failed that ends its run.
bool is_terminated(const Plan& plan, const RunState& state);

int count_of(const RunState& state, store::StepStatus status);
// Of the steps that an earlier run could have: neither skipped nor pure.
int count_of_reusable(const Plan& plan, const RunState& state);

// Whether a step has been executed that uses more than its parameters.
bool has_executed(const Plan& plan, const RunState& state);

// Whether the run has made an artifact, and not only used those of other runs.
bool has_new_artifact(const RunState& state);

}  // namespace limner::engine
