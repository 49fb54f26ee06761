// How a run ends.
#pragma once

#include <limner/engine/plan.hpp>

namespace limner::engine {

struct RunEnding {
  bool is_terminated = false;  // a step with on_failure: terminate has failed
  bool is_stopped = false;     // by a signal
  bool has_artifact = false;
};

struct RunOutcome {
  store::RunStatus status = store::RunStatus::failed;
  nlohmann::json failure;  // as RunRow::failure
};

// `steps`: those that were not reached are pending. The failure of `run` is that of its first
// failed step; where it has none and the steps did not all run, the outcome says why.
RunOutcome outcome_of(const Plan& plan, const store::RunRow& run,
                      const std::vector<store::StepRow>& steps, const RunEnding& ending);

// In review or completed.
bool has_ended_well(store::RunStatus status);

// Whether a run of a template with a fixed price has to be paid for: not when every picture that a
// provider has made is that of an earlier run.
bool is_price_due(const Plan& plan, const std::vector<store::StepRow>& steps,
                  store::RunStatus status);

}  // namespace limner::engine
