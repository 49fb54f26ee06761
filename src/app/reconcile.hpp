// Compares the ledger with a provider's bill.
#pragma once

#include "app/context.hpp"

#include <limner/enum_text.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner::app {

// The amount billed for one request: the sum of its rows.
struct BilledRequest {
  std::string name;  // as store::Records::billed_calls() accepts it
  int line = 0;      // of its first row, from 1
  Money amount;      // at most $1 000 000, credited or charged
};

// Reads a bill in CSV: its first line names the columns, among them one for the request's id
// and one for the amount in dollars. `file` is its name in messages. Requests are in the
// order of their first rows. Throws Error{invalid_input} naming file and line.
std::vector<BilledRequest> parse_bill(std::string_view csv, const std::string& file);

enum class BillMatch {
  reconciled,  // billed as recorded, within 5 % or $0.001
  disputed,    // billed differently, or recorded without a cost
  unchanged,   // an earlier comparison has recorded the same amount
  in_doubt,    // the call is in doubt: it has to be resolved first
  pending,     // the call is not finished: compare again later
  unknown,     // no call of this store
};
constexpr EnumWords<BillMatch::unknown> enum_words(BillMatch) {
  return {"reconciled", "disputed", "unchanged", "in_doubt", "pending", "unknown"};
}

struct ComparedRequest {
  BilledRequest billed;
  BillMatch match = BillMatch::unknown;
  std::optional<store::CallRow> call;
  std::optional<store::CostEntry> entry;  // the newest of the call, before the comparison
  std::optional<store::CostEntry> own;    // the newest that is not itself from a bill
};

// The cost that the ledger has for it without a bill: as reported, else estimated.
std::optional<Money> recorded_amount(const ComparedRequest& request);

// One result for each request of the bill, in its order. Bills are compared with what limner
// and the provider recorded, not with earlier bills. Throws Error{invalid_input} when two
// requests of the bill are the same call under different names. Writes nothing.
std::vector<ComparedRequest> compare_bill(const store::Records& records,
                                          const std::vector<BilledRequest>& bill);

// Adds a superseding entry with the billed amount for each reconciled or disputed request
// that has an entry, in one transaction.
void record_comparison(store::Records& records, const std::vector<ComparedRequest>& compared,
                       const Context& context);

}  // namespace limner::app
