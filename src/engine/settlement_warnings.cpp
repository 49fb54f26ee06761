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

// Only an amount above the reserve: parts of it may differ from their estimates.
void warn_above_estimate(const Settlement& settlement, step::StepOutput& output) {
  const store::CallRow& call = settlement.call;
  const Money reported = spent(settlement.costs);
  if (reported <= call.reserved) return;
  output.warnings.push_back(
      {{"code", "cost_above_estimate"},
       {"message", fmt::format("{} reported a cost of ${}, above the estimate of ${}",
                               call.provider, reported.str(), call.reserved.str())},
       {"estimatedUsd", nlohmann::json::parse(call.reserved.str())},
       {"actualUsd", nlohmann::json::parse(reported.str())}});
}

}  // namespace

void warn_of_settlements(std::span<const Settlement> settlements, step::StepOutput& output) {
  warn_replayed(settlements, output);
  for (const Settlement& settlement : settlements) warn_above_estimate(settlement, output);
}

}  // namespace limner::engine
