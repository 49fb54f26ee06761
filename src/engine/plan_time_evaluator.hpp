// What can be known about a run before it starts.
#pragma once

#include <nlohmann/json.hpp>

#include <set>
#include <string>

namespace limner::engine {

// Holds the scope of expressions as it grows while a plan is made: the intake and
// the tables are known, a step's outputs only when it was skipped or pure.
class PlanTimeEvaluator {
 public:
  PlanTimeEvaluator(const nlohmann::json& intake, const nlohmann::json& tables, nlohmann::json run);

  bool can_know(const nlohmann::json& value) const;
  nlohmann::json know(const nlohmann::json& value) const;  // only what can be known

  // The members of `with` that can be known, expanded; the others are left out.
  nlohmann::json known_part(const nlohmann::json& with) const;

  void learn(const std::string& step, nlohmann::json outputs);  // null: it is skipped
  void leave_open(const std::string& step) { open_.insert(step); }

 private:
  nlohmann::json scope_;
  std::set<std::string> open_;
};

}  // namespace limner::engine
