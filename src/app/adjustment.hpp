// Entries that replace those of a call by an amount that a bill or a person gives.
#pragma once

#include "app/context.hpp"

#include <string_view>
#include <vector>

namespace limner::app {

// The item of the entry that holds the difference to the components of a call.
constexpr std::string_view adjustment_item = "adjustment";

// The sum of the entries that are components: it is the same before and after an adjustment.
Money component_sum(const std::vector<store::CostEntry>& entries);

struct Adjustment {
  Money amount;  // of the whole call, USD
  store::CostStatus status = store::CostStatus::reconciled;
  store::CostOrigin origin = store::CostOrigin::bill;
  std::string_view reason, note;
  bool is_always_written = false;  // the adjustment, also when it is zero
};

// The entries that supersede `entries`, the newest of `call`: each component with the new
// status, and the difference as an adjustment. Of a call without an entry the adjustment alone.
std::vector<store::CostEntry> adjusted(const store::CallRow& call,
                                       const std::vector<store::CostEntry>& entries,
                                       const Adjustment& adjustment, const Context& context);

}  // namespace limner::app
