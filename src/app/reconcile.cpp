#include "app/reconcile.hpp"

#include "app/adjustment.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace limner::app {

namespace {

constexpr std::int64_t tolerated_percent = 5;

// Relative for every amount: $0.0014 is not $0.0005.
bool is_close(Money billed, Money recorded) {
  const Money difference = billed < recorded ? recorded - billed : billed - recorded;
  return difference * 100 <= recorded * tolerated_percent;
}

// The call that was charged: a request may have been sent more than once.
const store::CallRow* charged_call(const std::vector<store::CallRow>& calls) {
  for (const store::CallRow& call : calls) {
    if (call.state == store::CallState::succeeded) return &call;
  }
  return calls.empty() ? nullptr : &calls.back();
}

// The entries of one call, with superseded ones, oldest first.
class CallHistory {
 public:
  explicit CallHistory(std::vector<store::CostEntry> entries) : entries_(std::move(entries)) {
    for (const store::CostEntry& entry : entries_) {
      if (entry.supersedes) is_superseded_.emplace(*entry.supersedes, &entry);
    }
  }

  std::vector<store::CostEntry> newest() const {
    std::vector<store::CostEntry> found;
    for (const store::CostEntry& entry : entries_) {
      if (!is_superseded_.contains(entry.id)) found.push_back(entry);
    }
    return found;
  }

  // The sum of the last entries that are not from a bill; none: all are.
  std::optional<Money> without_bills() const {
    std::optional<Money> sum;
    for (const store::CostEntry& entry : entries_) {
      if (entry.origin == store::CostOrigin::bill || has_newer_own(entry)) continue;
      sum = sum.value_or(Money()) + entry.actual.value_or(entry.estimated);
    }
    return sum;
  }

  // Whether an earlier bill had the same amount. A bill that agrees with the components has no
  // adjustment.
  bool was_billed(Money amount) const {
    const Money components = component_sum(newest());
    std::map<std::string, int> bills;  // by item
    for (const store::CostEntry& entry : entries_) {
      if (entry.origin != store::CostOrigin::bill) continue;
      ++bills[entry.item];
      if (entry.item == adjustment_item && components + entry.actual.value_or(Money()) == amount)
        return true;
    }
    const int with_adjustment = bills[std::string(adjustment_item)];
    return amount == components && std::ranges::any_of(bills, [&](const auto& item) {
             return item.second > with_adjustment;
           });
  }

 private:
  bool has_newer_own(const store::CostEntry& entry) const {
    for (auto next = is_superseded_.find(entry.id); next != is_superseded_.end();
         next = is_superseded_.find(next->second->id)) {
      if (next->second->origin != store::CostOrigin::bill) return true;
    }
    return false;
  }

  std::vector<store::CostEntry> entries_;
  std::map<EntryId, const store::CostEntry*> is_superseded_;  // by the newer entry
};

bool is_disputed(const std::vector<store::CostEntry>& entries) {
  return std::ranges::find(entries, store::CostStatus::disputed, &store::CostEntry::status) !=
         entries.end();
}

BillMatch match_without_entry(const store::Records& records, const store::CallRow& call) {
  using enum store::CallState;
  const bool is_open = call.state == intent || call.state == dispatching || call.state == accepted;
  if (call.state != in_doubt && !is_open) return BillMatch::disputed;
  const std::optional<store::RunRow> run = records.run(call.run);
  const bool is_lost = call.state == in_doubt || (run && run->status == store::RunStatus::in_doubt);
  return is_lost ? BillMatch::in_doubt : BillMatch::pending;
}

void compare_entries(ComparedRequest& request, const CallHistory& history) {
  const Money billed = request.billed.amount;
  if (is_disputed(request.entries)) {
    request.match = BillMatch::disputed;
  } else if (history.was_billed(billed)) {
    request.match = BillMatch::unchanged;
  } else {
    request.match = is_close(billed, request.recorded.value_or(Money())) ? BillMatch::reconciled
                                                                         : BillMatch::disputed;
    request.is_new = true;
  }
}

ComparedRequest compare_with_ledger(const store::Records& records, const BilledRequest& billed) {
  ComparedRequest request{.billed = billed};
  const std::vector<store::CallRow> calls = records.billed_calls(billed.name);
  const store::CallRow* call = charged_call(calls);
  if (!call) return request;
  request.call = *call;
  const CallHistory history(
      records.costs({.run = call->run, .call = call->id, .with_superseded = true}));
  request.entries = history.newest();
  request.recorded = history.without_bills();
  if (!request.entries.empty()) {
    compare_entries(request, history);
    return request;
  }
  request.match = match_without_entry(records, *call);
  if (request.match != BillMatch::disputed) return request;
  request.is_new = !billed.amount.is_zero();
  if (!request.is_new) request.match = BillMatch::unchanged;
  return request;
}

}  // namespace

std::optional<Money> recorded_amount(const store::Records& records, const store::CallRow& call) {
  return CallHistory(records.costs({.run = call.run, .call = call.id, .with_superseded = true}))
      .without_bills();
}

std::vector<ComparedRequest> compare_bill(const store::Records& records,
                                          const std::vector<BilledRequest>& bill) {
  std::vector<ComparedRequest> compared;
  compared.reserve(bill.size());
  std::map<CallId, std::size_t> known;
  for (const BilledRequest& billed : bill) {
    ComparedRequest request = compare_with_ledger(records, billed);
    if (request.call) {
      const auto [at, is_first] = known.try_emplace(request.call->id, compared.size());
      if (!is_first) {
        ComparedRequest& first = compared[at->second];
        if (first.lines.empty()) first.lines.push_back(first.billed.line);
        first.lines.push_back(billed.line);
        first.billed.amount += billed.amount;
        first.match = BillMatch::repeated;
        first.is_new = false;
        continue;
      }
    }
    compared.push_back(std::move(request));
  }
  return compared;
}

void record_comparison(store::Records& records, const std::vector<ComparedRequest>& compared,
                       const Context& context) {
  std::vector<store::CostEntry> all;
  for (const ComparedRequest& request : compared) {
    if (!request.is_new) continue;
    const Adjustment adjustment{.amount = request.billed.amount,
                                .status = request.match == BillMatch::reconciled
                                              ? store::CostStatus::reconciled
                                              : store::CostStatus::disputed,
                                .origin = store::CostOrigin::bill};
    for (store::CostEntry& entry : adjusted(*request.call, request.entries, adjustment, context))
      all.push_back(std::move(entry));
  }
  records.add_costs(all);
}

}  // namespace limner::app
