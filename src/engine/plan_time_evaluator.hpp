// Evaluation of expressions before a run starts.
#pragma once

#include <nlohmann/json.hpp>

#include <set>
#include <string>

namespace limner::engine {

// The scope of expressions while a plan is made: intake and tables are known, the outputs of a
// step only when it is skipped or pure. Used by one thread.
class PlanTimeEvaluator {
 public:
  PlanTimeEvaluator(const nlohmann::json& intake, const nlohmann::json& tables, nlohmann::json run);

  bool is_known(const nlohmann::json& value) const;
  nlohmann::json evaluate(const nlohmann::json& value) const;  // requires is_known(value)

  // The members of the object `with` that are known, expanded.
  nlohmann::json known_part(const nlohmann::json& with) const;

  void set_outputs(const std::string& step, nlohmann::json outputs);  // null: skipped
  void mark_unknown(const std::string& step) { unknown_.insert(step); }

 private:
  nlohmann::json scope_;
  std::set<std::string> unknown_;
};

}  // namespace limner::engine
