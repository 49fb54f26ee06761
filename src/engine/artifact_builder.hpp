// What a run's artifacts will say of how they were made.
#pragma once

#include "engine/paid_calls.hpp"

#include <limner/engine.hpp>

#include <set>
#include <string>
#include <vector>

namespace limner::engine {

class ArtifactBuilder {
 public:
  // Takes in a step that bought something, and fills in what its row says of it.
  void learn(const PlannedStep& step, const nlohmann::json& with, const step::StepOutput& output,
             const std::vector<Settlement>& bought, store::StepRow& row);

  // The record of the artifact that a step has declared.
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

// A step's row before anything has happened.
store::StepRow planned_row(const PlannedStep& step, int ordinal);

}  // namespace limner::engine
