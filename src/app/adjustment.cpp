#include "app/adjustment.hpp"

namespace limner::app {

namespace {

store::CostEntry first_adjustment(const store::CallRow& call,
                                  const std::vector<store::CostEntry>& entries,
                                  const Context& context) {
  return {.id = EntryId::make(context.ids),
          .at = context.clock.now(),
          .run = call.run,
          .step = call.step,
          .step_name = entries.empty() ? call.operation : entries.front().step_name,
          .call = call.id,
          .provider = call.provider,
          .operation = call.operation,
          .model = call.model,
          .item = std::string(adjustment_item),
          .unit = "request",
          .charge = call.charge};
}

}  // namespace

Money component_sum(const std::vector<store::CostEntry>& entries) {
  Money sum;
  for (const store::CostEntry& entry : entries) {
    if (entry.item != adjustment_item) sum += entry.actual.value_or(entry.estimated);
  }
  return sum;
}

std::vector<store::CostEntry> adjusted(const store::CallRow& call,
                                       const std::vector<store::CostEntry>& entries,
                                       const Adjustment& adjustment, const Context& context) {
  std::vector<store::CostEntry> newer;
  const auto add = [&](store::CostEntry entry, Money actual) {
    entry.id = EntryId::make(context.ids);
    entry.at = context.clock.now();
    entry.actual = actual;
    entry.status = adjustment.status;
    entry.origin = adjustment.origin;
    entry.reason.clear();
    entry.note.clear();
    newer.push_back(std::move(entry));
  };
  store::CostEntry difference = first_adjustment(call, entries, context);
  for (const store::CostEntry& entry : entries) {
    store::CostEntry copy = entry;
    copy.supersedes = entry.id;
    if (entry.item == adjustment_item) {
      difference = std::move(copy);
    } else {
      add(std::move(copy), entry.actual.value_or(entry.estimated));
    }
  }
  const Money amount = adjustment.amount - component_sum(entries);
  if (amount.is_zero() && !difference.supersedes && !adjustment.is_always_written) return newer;
  add(std::move(difference), amount);
  store::CostEntry& written = newer.back();
  written.unit_price = amount;
  written.pricing_source = to_string(adjustment.origin);
  written.reason = adjustment.reason;
  written.note = adjustment.note;
  return newer;
}

}  // namespace limner::app
