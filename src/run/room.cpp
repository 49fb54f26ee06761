#include "run/room.hpp"

#include "run/models.hpp"
#include "run/order.hpp"

#include <limner/error.hpp>

#include <algorithm>

namespace limner {

namespace {

bool is_bought(const PlannedStep& step) {
  return step.model && !step.skip.value_or(false) && step.model->provider != embedded_provider;
}

Purchase purchase_of(const PlannedStep& step, const Plan& plan, const Purse& purse) {
  Purchase purchase{.provider = step.model->provider,
                    .model = step.model->id,
                    .most = step.estimate.value_or(Money())};
  if (step.charge != ChargeType::hosted || plan.workflow.pricing || purchase.most.is_zero())
    return purchase;
  purchase.wallet = purse.wallet;
  purchase.credits = credits_each(*step.operation, purchase.most, purse.credits_per_dollar) *
                     count_of(*step.operation);
  return purchase;
}

std::vector<Purchase> purchases_of(const Plan& plan, const Purse& purse) {
  std::vector<Purchase> purchases;
  if (plan.replayed) return purchases;
  if (const auto price = fixed_price(plan, purse.wallet))
    purchases.push_back({.wallet = price->wallet, .credits = price->credits});
  for (const PlannedStep& step : plan.steps) {
    // Whether the others are taken is decided on the way, and then they are held against
    // caps and wallet as well.
    if (is_bought(step) && step.skip) purchases.push_back(purchase_of(step, plan, purse));
  }
  return purchases;
}

}  // namespace

std::optional<RunPrice> fixed_price(const Plan& plan, const std::string& wallet) {
  if (!plan.workflow.pricing || plan.replayed) return {};
  const bool is_charged = std::ranges::any_of(plan.steps, [](const PlannedStep& step) {
    return is_bought(step) && step.charge == ChargeType::hosted;
  });
  if (!is_charged) return {};
  return RunPrice{wallet, plan.workflow.pricing->credits};
}

void check_room(const Plan& plan, const Records* records, const Purse& purse, Time now) {
  const std::vector<Purchase> purchases = purchases_of(plan, purse);
  if (records) return records->check_room(plan.workflow.id, purchases, now);
  Credits needed;
  for (const Purchase& one : purchases) needed += one.credits;
  if (needed > Credits()) throw empty_wallet(purse.wallet, Credits(), needed);
}

}  // namespace limner
