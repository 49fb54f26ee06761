#include "engine/plan_time_evaluator.hpp"

#include <limner/template.hpp>

#include <utility>

namespace limner::engine {

namespace {

using nlohmann::json;

}  // namespace

PlanTimeEvaluator::PlanTimeEvaluator(const json& intake, const json& tables, json run)
    : scope_{{"intake", intake},
             {"tables", tables},
             {"run", std::move(run)},
             {"steps", json::object()}} {}

bool PlanTimeEvaluator::is_known(const json& value) const {
  return !templates::depends_on_steps(value, unknown_);
}

json PlanTimeEvaluator::evaluate(const json& value) const {
  return templates::expand(value, scope_);
}

json PlanTimeEvaluator::known_part(const json& with) const {
  json known = json::object();
  for (const auto& [name, value] : with.items()) {
    if (is_known(value)) known[name] = evaluate(value);
  }
  return known;
}

void PlanTimeEvaluator::set_outputs(const std::string& step, json outputs) {
  scope_["steps"][step] = std::move(outputs);
}

}  // namespace limner::engine
