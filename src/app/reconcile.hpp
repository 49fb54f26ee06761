// Compares the ledger with a provider's bill.
#pragma once

#include "app/bill.hpp"
#include "app/context.hpp"

#include <limner/enum_text.hpp>

#include <optional>
#include <vector>

namespace limner::app {

enum class BillMatch {
  reconciled,  // billed as recorded, within 5 %
  disputed,    // billed differently, or a dispute is open: a person has to resolve it
  unchanged,   // an earlier bill had the same amount
  in_doubt,    // the call is in doubt: it has to be resolved first
  pending,     // the call is not finished: compare again later
  repeated,    // the bill names the call more than once, under different ids
  unknown,     // no call of this store
};
constexpr EnumWords<BillMatch::unknown> enum_words(BillMatch) {
  return {"reconciled", "disputed", "unchanged", "in_doubt", "pending", "repeated", "unknown"};
}

struct ComparedRequest {
  BilledRequest billed;  // of repeated ones: the first, with the sum of the amounts
  BillMatch match = BillMatch::unknown;
  std::optional<store::CallRow> call = {};
  std::vector<store::CostEntry> entries = {};  // the newest of the call, before the comparison
  std::optional<Money> recorded = {};          // without bills: reported, estimated, or decided
  std::vector<int> lines = {};                 // of the bill, when it names the call repeatedly
  bool is_new = false;                         // record_comparison() writes it
};

// The cost of a call without bills: as reported, estimated, or decided by a person. None: only
// bills have entries for it.
std::optional<Money> recorded_amount(const store::Records& records, const store::CallRow& call);

// One result for each call of the bill, in its order. A bill is compared with the last entries
// that are not from a bill. Writes nothing.
std::vector<ComparedRequest> compare_bill(const store::Records& records,
                                          const std::vector<BilledRequest>& bill);

// Adds superseding entries with the billed amounts for requests that are new, in one
// transaction. An open dispute is not changed, and a repeated request is not recorded.
void record_comparison(store::Records& records, const std::vector<ComparedRequest>& compared,
                       const Context& context);

}  // namespace limner::app
