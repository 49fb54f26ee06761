// The records of runs, steps and artifacts, from what a plan or a run knows of them.
#pragma once

#include "engine/lineage.hpp"
#include "engine/paid_calls.hpp"

#include <limner/engine.hpp>

#include <vector>

namespace limner::engine {

// A run that is queued, with its steps, and the catalogue that it was planned with.
struct NewRun {
  store::RunRow run;
  std::vector<store::StepRow> steps;
  store::CatalogSnapshot catalog;
};
NewRun new_run(const Plan& plan, RunId id, Time queued);

// The row of a step before it starts.
store::StepRow planned_row(const PlannedStep& step, int ordinal);

// Sets attempts, usage and model_execution of the row of a step from its calls, if any.
void describe_calls(const std::vector<Settlement>& settlements, store::StepRow& row);

// The run of an artifact; the references must outlive the call they are given to.
struct ArtifactOrigin {
  const Plan& plan;
  const store::RunRow& run;
  const std::vector<store::StepRow>& steps;
  const std::vector<store::CallRow>& calls;  // of the run, that have ended
  const Lineage& lineage;
  const store::BlobStore& blobs;
};

// The artifact that a step has declared. Request, model and usage are those of the first call on
// the way to its primary file; credits, parents, calls and side files those of all its files.
store::ArtifactRow build_artifact(const ArtifactId& id, const step::ArtifactDraft& draft,
                                  const ArtifactOrigin& origin, Time now);

}  // namespace limner::engine
