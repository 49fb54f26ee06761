// The ledger: entries, totals and groups.
#include "store/conditions.hpp"
#include "store/journal.hpp"
#include "store/open_calls.hpp"
#include "store/records.hpp"
#include "store/row_sql.hpp"

#include <algorithm>
#include <array>

namespace limner::store {

namespace {

constexpr std::string_view artifact_key = "coalesce(artifact, '')";
constexpr std::string_view is_newest =
    "not exists (select 1 from costs as n where n.supersedes = costs.id)";

Conditions conditions_of(const CostFilter& filter) {
  Conditions conditions;
  if (filter.run) conditions.add("run = ?", *filter.run);
  if (filter.batch) conditions.add(run_in_batch("run"), *filter.batch);
  if (filter.call) conditions.add("call = ?", *filter.call);
  if (filter.artifact) {
    conditions.add("call in (select call from call_shares where artifact = ?)", *filter.artifact);
  }
  if (filter.since) conditions.add("incurred >= ?", *filter.since);
  if (filter.until) conditions.add("incurred < ?", *filter.until);
  if (filter.status) conditions.add("status = ?", *filter.status);
  if (!filter.with_superseded) conditions.add(is_newest);
  return conditions;
}

bool is_midnight(const std::optional<Time>& time) {
  return !time || time->time_since_epoch().count() % day_ms == 0;
}

// cost_days has sums of whole days, of the newest entries, without runs.
bool has_daily_sums(const CostFilter& filter) {
  return !filter.run && !filter.batch && !filter.call && !filter.artifact && !filter.status &&
         !filter.with_superseded && is_midnight(filter.since) && is_midnight(filter.until);
}

Conditions conditions_on_days(const CostFilter& filter) {
  const auto day = [](Time time) { return std::int64_t{time.time_since_epoch().count()} / day_ms; };
  Conditions conditions;
  if (filter.since) conditions.add("day >= ?", day(*filter.since));
  if (filter.until) conditions.add("day < ?", day(*filter.until));
  return conditions;
}

// The share of an amount, where call_shares is joined: see CostFilter.
constexpr std::string_view share_format =
    "({0} / coalesce(parts, 1) + case when abs({0} % coalesce(parts, 1)) > part "
    "then iif({0} < 0, -1, 1) else 0 end)";

// As query_sums(), of what each artifact of the selection shares. An entry without an artifact
// has the key ''.
Query query_shares(Database& database, const CostFilter& filter, std::string_view key) {
  CostFilter rest = filter;
  rest.artifact.reset();
  Conditions conditions = conditions_of(rest);
  if (filter.artifact) conditions.add("artifact = ?", *filter.artifact);
  const std::string estimated = fmt::format(share_format, "estimated");
  const std::string actual = fmt::format(share_format, "actual");
  const std::string spent = fmt::format(share_format, "coalesce(actual, estimated)");
  return database.query(
      fmt::format("select {} as key, count(*), sum({}), coalesce(sum({}), 0), sum(actual is null), "
                  "sum({}) from costs left join call_shares using (call){} group by key "
                  "order by key",
                  key, estimated, actual, spent, conditions.text()),
      conditions.values());
}

// Rows of key, entries, estimated, actual, without_actual, spent, ordered by key: from cost_days
// where possible, which is faster, else from the entries. Empty `key_of_day`: not a column of
// cost_days.
Query query_sums(Database& database, const CostFilter& filter, std::string_view key_of_entry,
                 std::string_view key_of_day, const std::vector<Value>& key_values = {}) {
  if (!key_of_day.empty() && has_daily_sums(filter)) {
    const Conditions conditions = conditions_on_days(filter);
    return database.query(
        fmt::format("select {} as key, sum(entries), sum(estimated), sum(actual), "
                    "sum(without_actual), sum(spent) from cost_days{} group by key order by key",
                    key_of_day, conditions.text()),
        conditions.values());
  }
  if (filter.artifact || key_of_entry == artifact_key)
    return query_shares(database, filter, key_of_entry);
  const Conditions conditions = conditions_of(filter);
  return database.query(
      fmt::format("select {} as key, count(*), sum(estimated), coalesce(sum(actual), 0), "
                  "sum(actual is null), sum(coalesce(actual, estimated)) from costs{} group by key "
                  "order by key",
                  key_of_entry, conditions.text()),
      key_values, conditions.values());
}

struct GroupKeys {
  GroupBy by;
  std::string_view of_entry, of_call;
  std::string_view of_day;
};
constexpr std::array group_keys{
    GroupKeys{GroupBy::run, "run", "run", ""},
    GroupKeys{GroupBy::artifact, artifact_key, "''", ""},
    GroupKeys{GroupBy::provider, "provider", "provider", "provider"},
    GroupKeys{GroupBy::model, "model", "model", "model"},
    GroupKeys{GroupBy::month, "strftime('%Y-%m', incurred / 1000, 'unixepoch')",
              "strftime('%Y-%m', at / 1000, 'unixepoch')",
              "strftime('%Y-%m', day * 86400, 'unixepoch')"},
    GroupKeys{GroupBy::day, "strftime('%Y-%m-%d', incurred / 1000, 'unixepoch')",
              "strftime('%Y-%m-%d', at / 1000, 'unixepoch')",
              "strftime('%Y-%m-%d', day * 86400, 'unixepoch')"},
    GroupKeys{GroupBy::tag,
              "coalesce((select value from tags where tags.run = costs.run and tags.key = ?), '')",
              "coalesce((select value from tags where tags.run = calls.run and tags.key = ?), '')",
              ""},
};

Money share_of(Money amount, std::int64_t part, std::int64_t parts) {
  const std::int64_t rest = amount.nanos() % parts;
  const std::int64_t extra = std::abs(rest) > part ? (rest < 0 ? -1 : 1) : 0;
  return Money::nanos(amount.nanos() / parts + extra);
}

// Leaves the artifact its share of the amounts.
void divide(CostEntry& entry, const ArtifactId& artifact) {
  const auto own = std::ranges::find(entry.artifacts, artifact);
  if (own == entry.artifacts.end()) return;
  const std::int64_t part = own - entry.artifacts.begin();
  const auto parts = static_cast<std::int64_t>(entry.artifacts.size());
  entry.artifact = artifact;
  entry.estimated = share_of(entry.estimated, part, parts);
  if (entry.actual) entry.actual = share_of(*entry.actual, part, parts);
}

// The actual cost, or the estimate while that is not known.
Money value_of(const CostEntry& entry) {
  return entry.actual.value_or(entry.estimated);
}

// `groups` is in the order of the keys.
void add_to_group(std::vector<CostGroup>& groups, const OpenCalls& open) {
  auto group = std::ranges::lower_bound(groups, open.key, {}, &CostGroup::key);
  if (group == groups.end() || group->key != open.key)
    group = groups.insert(group, CostGroup{.key = open.key});
  group->open_calls += open.count;
  group->reserved += open.reserved;
  group->estimated += open.reserved;
  group->most += open.reserved;
}

struct SupersededCost {
  Time incurred;  // of the spending
  Money booked;   // the amount that was posted
};

// An entry that supersedes none counts at the time of the call's other entries; a bill for a
// call without an entry at the time of the call.
Time time_of_spending(Database& database, const CostEntry& entry) {
  if (!entry.call) return entry.at;
  const std::string_view source = entry.origin == CostOrigin::bill
                                      ? "select coalesce((select min(incurred) from costs where "
                                        "call = ?1), (select at from calls where id = ?1))"
                                      : "select min(incurred) from costs where call = ?1";
  Query row = database.query(source, *entry.call);
  return row.next() ? row.maybe(&Query::time).value_or(entry.at) : entry.at;
}

SupersededCost superseded_by(Database& database, const CostEntry& entry) {
  if (entry.supersedes) {
    Query row = database.query(
        "select incurred, coalesce(actual, estimated) from costs where id = ?", entry.supersedes);
    if (row.next()) return {.incurred = row.time(), .booked = row.money()};
  }
  return {.incurred = time_of_spending(database, entry), .booked = {}};
}

}  // namespace

void append_cost(Database& database, const CostEntry& entry) {
  const SupersededCost older = superseded_by(database, entry);
  const Money change = value_of(entry) - older.booked;
  insert_row(database, entry, ExtraColumn("incurred", older.incurred));
  Journal(database).expense(entry.provider, change, "expense:" + entry.id.str(),
                            {.at = entry.at, .run = entry.run, .call = entry.call});
}

void Records::add_costs(const std::vector<CostEntry>& costs) {
  Database& database = impl_->database;
  database.write([&] {
    for (const CostEntry& cost : costs) append_cost(database, cost);
  });
}

std::vector<CostEntry> Records::costs(const CostFilter& filter) const {
  const Conditions conditions = conditions_of(filter);
  Query row = impl_->database.query(fmt::format("select {} from costs{} order by rowid",
                                                select_list<CostEntry>(), conditions.text()),
                                    conditions.values());
  std::vector<CostEntry> entries = read_rows<CostEntry>(row);
  for (CostEntry& entry : entries) {
    if (filter.artifact) divide(entry, *filter.artifact);
  }
  return entries;
}

void add_open_calls(CostTotal& total, std::int64_t count, Money reserved) {
  if (count == 0) return;
  total.open_calls += count;
  total.reserved += reserved;
  total.estimated += reserved;
  total.most += reserved;
  total.actual.reset();
  total.status = std::min(total.status.value_or(CostStatus::estimated), CostStatus::estimated);
}

CostTotal Records::total(const CostFilter& filter) const {
  CostTotal total{.actual = Money()};
  Query row = query_sums(impl_->database, filter, "status", "status");
  while (row.next()) {
    const auto status = row.word<CostStatus>("costs", "status");
    total.status = std::min(total.status.value_or(status), status);
    row.integer();
    total.estimated += row.money();
    const Money actual = row.money();
    const bool known = row.integer() == 0;
    total.most += row.money();
    total.actual = known && total.actual ? std::optional(*total.actual + actual) : std::nullopt;
  }
  for (const OpenCalls& open : open_calls_by(impl_->database, filter, "''"))
    add_open_calls(total, open.count, open.reserved);
  return total;
}

std::vector<CostGroup> Records::grouped(GroupBy by, const CostFilter& filter,
                                        std::string_view tag) const {
  const GroupKeys& key = *std::ranges::find(group_keys, by, &GroupKeys::by);
  std::vector<Value> key_values;
  if (by == GroupBy::tag) key_values.emplace_back(std::string(tag));
  Query row = query_sums(impl_->database, filter, key.of_entry, key.of_day, key_values);
  std::vector<CostGroup> groups;
  while (row.next()) {
    groups.push_back({.key = row.text(),
                      .entries = row.integer(),
                      .estimated = row.money(),
                      .actual = row.money(),
                      .without_actual = row.integer(),
                      .most = row.money()});
  }
  for (const OpenCalls& open : open_calls_by(impl_->database, filter, key.of_call, key_values))
    add_to_group(groups, open);
  return groups;
}

}  // namespace limner::store
