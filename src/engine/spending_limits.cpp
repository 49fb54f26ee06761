#include "engine/spending_limits.hpp"

#include "engine/call_request.hpp"
#include "engine/model_choice.hpp"

#include <limner/error.hpp>

#include <algorithm>

namespace limner::engine {

namespace {

bool is_paid(const PlannedStep& step) {
  return step.model && !step.skip.value_or(false) && !step.model->is_embedded();
}

// `estimate` is for all runs of the step.
Money most_per_run(const PlannedStep& step) {
  const std::int64_t nanos = step.estimate.value_or(Money()).nanos();
  return Money::nanos(nanos / step.runs + (nanos % step.runs == 0 ? 0 : 1));
}

store::Purchase purchase_of(const PlannedStep& step, const Plan& plan,
                            const WalletOptions& wallet_options) {
  store::Purchase purchase{.provider = step.model->provider,
                           .model = step.model->id,
                           .most = step.estimate.value_or(Money())};
  if (step.charge != ChargeType::hosted || plan.workflow.pricing || purchase.most.is_zero())
    return purchase;
  purchase.wallet = wallet_options.wallet;
  purchase.credits =
      credits_per_picture(*step.operation, most_per_run(step), wallet_options.credits_per_dollar) *
      picture_count(*step.operation) * step.runs;
  return purchase;
}

std::vector<store::Purchase> purchases_of(const Plan& plan, const WalletOptions& wallet_options) {
  std::vector<store::Purchase> purchases;
  if (plan.replayed) return purchases;
  if (const auto price = fixed_price(plan, wallet_options.wallet))
    purchases.push_back({.wallet = price->wallet, .credits = price->credits});
  for (const PlannedStep& step : plan.steps) {
    // The other steps are checked against caps and wallet when the run reaches them.
    if (is_paid(step) && step.skip) purchases.push_back(purchase_of(step, plan, wallet_options));
  }
  return purchases;
}

}  // namespace

std::optional<store::RunPrice> fixed_price(const Plan& plan, const std::string& wallet) {
  if (!plan.workflow.pricing || plan.replayed) return {};
  const bool is_charged = std::ranges::any_of(plan.steps, [](const PlannedStep& step) {
    return is_paid(step) && step.charge == ChargeType::hosted;
  });
  if (!is_charged) return {};
  return store::RunPrice{wallet, plan.workflow.pricing->credits};
}

void check_spending_limits(const Plan& plan, const store::Records* records,
                           const WalletOptions& wallet_options, Time now) {
  const std::vector<store::Purchase> purchases = purchases_of(plan, wallet_options);
  if (records) return records->check_spending_limits(plan.workflow.id, purchases, now);
  Credits needed;
  for (const store::Purchase& purchase : purchases) needed += purchase.credits;
  if (needed > Credits()) throw store::wallet_empty_error(wallet_options.wallet, Credits(), needed);
}

}  // namespace limner::engine
