// What a plan is likely to cost, by the settled calls of the store.
#pragma once

#include <limner/engine/plan.hpp>
#include <limner/store.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace limner::engine {

// USD. Without settled calls that are like those of the plan only the ceiling is known.
struct CostForecast {
  std::optional<Money> low;     // as cheap as the cheapest tenth of the settled calls
  std::optional<Money> likely;  // their median
  Money ceiling;                // the most, which is what a run reserves
  int samples = 0;              // settled calls of the step that has the fewest; 0: nothing costs

  // Two plans together: known only where both are known.
  void add(const CostForecast& other);
};

// Settled calls by model and by the parameters that determine a price: all but the texts, the
// pictures and their number. Reads the newest calls of each model once. Not thread safe; throws the
// errors of Records.
class CostHistory {
 public:
  // Null: no calls. `records` must outlive the object.
  explicit CostHistory(const store::Records* records) : records_(records) {}

  // low <= likely <= ceiling. Steps that are reused or skipped cost nothing; one that may be
  // skipped has no share in `low`.
  CostForecast forecast(const Plan& plan);

 private:
  using Costs = std::map<std::string, std::vector<Money>>;  // of one picture, sorted

  const std::vector<Money>* costs_like(const PlannedStep& step);
  Costs load(const std::string& model) const;
  void add_step(const PlannedStep& step, CostForecast& forecast);

  const store::Records* records_;
  std::map<std::string, Costs> models_;
};

}  // namespace limner::engine
