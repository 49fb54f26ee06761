#include "engine/settlement_warnings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace limner::engine {

namespace {

void warn_replayed(std::span<const Settlement> settlements, step::StepOutput& output) {
  const bool is_any = std::ranges::any_of(settlements, [](const Settlement& one) {
    return one.call.billing_class == Billing::replayed;
  });
  if (!is_any) return;
  output.warnings.push_back(
      {{"code", "replayed"}, {"message", "from a recording: nothing was sent, nothing was paid"}});
}

void warn_above_estimate(const Settlement& settlement, step::StepOutput& output) {
  const store::CostEntry& cost = settlement.cost;
  if (!cost.actual || *cost.actual <= cost.estimated) return;
  output.warnings.push_back(
      {{"code", "cost_above_estimate"},
       {"message", fmt::format("{} reported a cost of ${}, above the estimate of ${}",
                               cost.provider, cost.actual->str(), cost.estimated.str())},
       {"estimatedUsd", nlohmann::json::parse(cost.estimated.str())},
       {"actualUsd", nlohmann::json::parse(cost.actual->str())}});
}

}  // namespace

void warn_of_settlements(std::span<const Settlement> settlements, step::StepOutput& output) {
  warn_replayed(settlements, output);
  for (const Settlement& settlement : settlements) warn_above_estimate(settlement, output);
}

}  // namespace limner::engine
