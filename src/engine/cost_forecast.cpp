#include "engine/call_request.hpp"

#include <limner/engine/cost_forecast.hpp>
#include <limner/json.hpp>

#include <algorithm>

namespace limner::engine {

namespace {

using nlohmann::json;

constexpr int most_settled_calls = 200;  // of a model

std::string price_key(json record) {
  const auto references = record.find("references");
  const std::size_t pictures =
      references != record.end() && references->is_array() ? references->size() : 0;
  for (const char* other : {"prompt", "subject", "style", "references", "mask", "seed", "count",
                            "moderation", "image", "model"})
    record.erase(other);
  record["pictures"] = pictures;
  return canonical(record);
}

// Rounded up.
Money share(Money cost, int pictures) {
  const std::int64_t count = std::max(pictures, 1);
  return Money::nanos((cost.nanos() + count - 1) / count);
}

}  // namespace

void CostForecast::add(const CostForecast& other) {
  const bool is_first = ceiling.is_zero();
  if (!other.ceiling.is_zero())
    samples = is_first ? other.samples : std::min(samples, other.samples);
  ceiling += other.ceiling;
  if (low && other.low) low = *low + *other.low;
  if (likely && other.likely) likely = *likely + *other.likely;
  if (!other.low) low.reset();
  if (!other.likely) likely.reset();
}

CostForecast CostHistory::forecast(const Plan& plan) {
  CostForecast sum{.low = Money(), .likely = Money()};
  for (const PlannedStep& step : plan.steps) {
    const Money most = step.estimate.value_or(Money());
    if (!step.model || step.skip.value_or(false) || step.reuse || most.is_zero()) continue;
    add_step(step, sum);
  }
  return sum;
}

void CostHistory::add_step(const PlannedStep& step, CostForecast& forecast) {
  CostForecast one{.ceiling = step.estimate.value_or(Money())};
  if (const std::vector<Money>* costs = costs_like(step)) {
    const int pictures = picture_count(*step.operation) * step.runs;
    const auto at_share = [&](std::size_t tenths) {
      return std::min(one.ceiling, (*costs)[(costs->size() - 1) * tenths / 10] * pictures);
    };
    one.samples = static_cast<int>(costs->size());
    one.low = step.skip ? at_share(1) : Money();
    one.likely = at_share(5);
  }
  forecast.add(one);
}

// Null: none is known.
const std::vector<Money>* CostHistory::costs_like(const PlannedStep& step) {
  if (records_ == nullptr || !step.operation) return nullptr;
  auto known = models_.find(step.model->id);
  if (known == models_.end()) known = models_.emplace(step.model->id, load(step.model->id)).first;
  const auto found = known->second.find(price_key(request_record(*step.model, *step.operation)));
  return found == known->second.end() ? nullptr : &found->second;
}

CostHistory::Costs CostHistory::load(const std::string& model) const {
  Costs costs;
  for (const store::SettledCall& call : records_->settled_calls(model, most_settled_calls)) {
    if (!call.request.is_object()) continue;
    costs[price_key(call.request)].push_back(
        share(call.cost, picture_count(operation_from(call.request))));
  }
  for (auto& [key, amounts] : costs) std::ranges::sort(amounts);
  return costs;
}

}  // namespace limner::engine
