// Calls without a ledger entry that may cost their reserve: live ones and those in doubt.
#include "store/open_calls.hpp"

#include "store/conditions.hpp"
#include "store/records.hpp"

#include <fmt/format.h>

namespace limner::store {

namespace {

Conditions conditions_on_calls(const CostFilter& filter) {
  Conditions conditions;
  conditions.add(fmt::format("state in {} and reserved > 0", live_calls));
  if (filter.run) conditions.add("run = ?", *filter.run);
  if (filter.batch) conditions.add(run_in_batch("run"), *filter.batch);
  if (filter.call) conditions.add("id = ?", *filter.call);
  if (filter.artifact)
    conditions.add("run = (select run from artifacts where id = ?)", *filter.artifact);
  if (filter.status && *filter.status != CostStatus::estimated) conditions.add("false");
  if (filter.since) conditions.add("at >= ?", *filter.since);
  if (filter.until) conditions.add("at < ?", *filter.until);
  return conditions;
}

}  // namespace

std::vector<OpenCalls> open_calls_by(Database& database, const CostFilter& filter,
                                     std::string_view key, const std::vector<Value>& key_values) {
  const Conditions conditions = conditions_on_calls(filter);
  Query row = database.query(
      fmt::format(
          "select {} as key, count(*), sum(reserved) from calls{} group by key order by key", key,
          conditions.text()),
      key_values, conditions.values());
  std::vector<OpenCalls> found;
  while (row.next())
    found.push_back({.key = row.text(), .count = row.integer(), .reserved = row.money()});
  return found;
}

Charged Records::charged(const RunId& id) const {
  // The amount of an entry without an actual cost is an estimate. It was charged, unless the
  // call ended without the provider saying so.
  Query row = impl_->database.query(
      fmt::format("select coalesce(max(coalesce(actual, estimated) > 0 and "
                  "(actual is not null or coalesce(billing_class, '') not in {0})), 0), "
                  "coalesce(max(estimated > 0 and actual is null and billing_class in {0}), 0) "
                  "from costs left join calls on calls.id = costs.call where costs.run = ? "
                  "and not exists (select 1 from costs as n where n.supersedes = costs.id)",
                  sql_words<Billing::unconfirmed, Billing::unknown>),
      id);
  row.next();
  if (row.flag()) return Charged::yes;
  if (row.flag()) return Charged::unknown;
  return open_calls_by(impl_->database, {.run = id}, "run").empty() ? Charged::no
                                                                    : Charged::unknown;
}

}  // namespace limner::store
