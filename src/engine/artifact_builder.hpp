// Collects the facts about a run that its artifact records.
#pragma once

#include "engine/paid_calls.hpp"

#include <limner/engine.hpp>

#include <set>
#include <string>
#include <vector>

namespace limner::engine {

// One per run, used from its thread.
class ArtifactBuilder {
 public:
  // Adds a step that has succeeded. Sets attempts, usage and model_execution of `row` from its
  // calls, if any. `with`: the parameters, expressions replaced.
  void add_step(const PlannedStep& step, const nlohmann::json& with, const step::StepOutput& output,
                const std::vector<Settlement>& settlements, store::StepRow& row);

  // The artifact that a step has declared, with everything added so far.
  store::ArtifactRow artifact(const ArtifactId& id, const step::ArtifactDraft& draft,
                              const Plan& plan, const store::RunRow& run, Time now) const;

 private:
  void add_parents(const PlannedStep& step, const nlohmann::json& with);
  void add_credits(const std::vector<nlohmann::json>& credits);

  nlohmann::json request_;
  nlohmann::json model_execution_;
  nlohmann::json usage_;
  nlohmann::json credits_ = nlohmann::json::array();
  std::vector<std::pair<std::string, Asset>> side_files_;
  std::set<ArtifactId> parents_;
};

// The row of a step before it starts.
store::StepRow planned_row(const PlannedStep& step, int ordinal);

}  // namespace limner::engine
