#include "app/dispute.hpp"

#include "app/adjustment.hpp"
#include "app/amounts.hpp"
#include "app/reconcile.hpp"
#include "app/report/json_output.hpp"
#include "app/text_arguments.hpp"

#include <limner/error.hpp>

#include <algorithm>

namespace limner::app {

namespace {

store::CallRow call_named(const store::Records& records, const CallId& id) {
  const std::vector<store::CallRow> calls = records.billed_calls(id.str());
  const auto found = std::ranges::find(calls, id, &store::CallRow::id);
  if (found == calls.end()) throw Error(ErrorCode::not_found, "unknown call {}", id.str());
  return *found;
}

}  // namespace

void check_decision(const DisputeDecision& decision) {
  if (decision.note.find_first_not_of(" \t\r\n") == std::string::npos) {
    throw Error(ErrorCode::usage, "--note is required: it is recorded with the decision")
        .with_help("add --note \"where you looked\"");
  }
  refuse_invalid_text("--note", decision.note);
  if (decision.usd.has_value() != (decision.right == RightAmount::amount)) {
    throw Error(ErrorCode::usage, "--usd and --as amount need each other")
        .with_help("use --as billed, --as recorded, or --as amount --usd 0.0533");
  }
  if (!decision.usd) return;
  if (*decision.usd < Money()) {
    throw Error(ErrorCode::usage, "--usd cannot be negative")
        .with_help("give the amount of the call, such as 0.0533");
  }
  if (*decision.usd > most_dollars) {
    throw Error(ErrorCode::usage, "--usd ${} is above the limit of ${}", decision.usd->str(),
                most_dollars.str())
        .with_help("give the amount of the call, such as 0.0533");
  }
}

ResolvedDispute resolve_dispute(store::Records& records, std::string_view id,
                                const DisputeDecision& decision, const Context& context) {
  ResolvedDispute resolved{.call = call_named(records, records.find_call(id))};
  const store::CallRow& call = resolved.call;
  const std::vector<store::CostEntry> entries = records.costs({.run = call.run, .call = call.id});
  if (entries.empty() || entries.front().status != store::CostStatus::disputed) {
    throw Error(ErrorCode::usage, "call {} is not disputed{}{}", call.id.short_id(),
                entries.empty() ? "" : ": it is ",
                entries.empty() ? "" : to_string(entries.front().status))
        .with_help("list disputes: limner ledger entries --status disputed");
  }
  resolved.billed = sum(entries).most;
  resolved.recorded = recorded_amount(records, call).value_or(Money());
  resolved.amount = decision.right == RightAmount::billed     ? resolved.billed
                    : decision.right == RightAmount::recorded ? resolved.recorded
                                                              : decision.usd.value();
  records.add_costs(adjusted(call, entries,
                             {.amount = resolved.amount,
                              .status = store::CostStatus::reconciled,
                              .origin = store::CostOrigin::person,
                              .reason = to_string(decision.reason),
                              .note = decision.note,
                              .is_always_written = true},
                             context));
  return resolved;
}

}  // namespace limner::app
