// Ends a dispute between the ledger and a bill by a person's decision.
#pragma once

#include "app/context.hpp"

#include <limner/enum_text.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner::app {

// The amount that is right.
enum class RightAmount { billed, recorded, amount };
constexpr EnumWords<RightAmount::amount> enum_words(RightAmount) {
  return {"billed", "recorded", "amount"};
}

enum class DisputeReason { checked, price_changed, billed_twice, refunded, provider_error, other };
constexpr EnumWords<DisputeReason::other> enum_words(DisputeReason) {
  return {"checked", "price-changed", "billed-twice", "refunded", "provider-error", "other"};
}

struct DisputeDecision {
  RightAmount right = RightAmount::billed;
  std::optional<Money> usd;  // for RightAmount::amount
  DisputeReason reason = DisputeReason::other;
  std::string note;  // recorded with the decision
};

// Throws Error{usage} for a decision without a note or with an amount that does not fit it, is
// negative or above $1 000 000.
void check_decision(const DisputeDecision& decision);

struct ResolvedDispute {
  store::CallRow call;
  Money billed, recorded;  // before the decision
  Money amount;            // that was decided
};

// Records a decision that has passed check_decision() as entries of their own that supersede
// the disputed ones, in one transaction. `id` names the call or one of its entries. Throws
// Error{not_found}, Error{ambiguous}, or Error{usage} when the call is not disputed, and then
// nothing is written.
ResolvedDispute resolve_dispute(store::Records& records, std::string_view id,
                                const DisputeDecision& decision, const Context& context);

}  // namespace limner::app
