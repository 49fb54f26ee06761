// The ledger: entries, totals and groups.
#include "store/conditions.hpp"
#include "store/journal.hpp"
#include "store/open_calls.hpp"
#include "store/records.hpp"
#include "store/row_sql.hpp"

#include <algorithm>
#include <array>
#include <chrono>

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

// The keys to group by, as expressions on the rows of each kind of cost_sums; empty: the rows of
// that kind cannot be grouped so.
struct SumKeys {
  std::string_view of_day, of_month, of_batch;
};

// A selection of rows of cost_sums, and the key to group them by.
struct Sums {
  std::string_view key;
  Conditions conditions;
};

std::chrono::year_month_day date_of(Time time) {
  return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(time));
}

bool starts_day(const std::optional<Time>& time) {
  return !time || time->time_since_epoch().count() % day_ms == 0;
}

bool starts_month(const std::optional<Time>& time) {
  return starts_day(time) && (!time || date_of(*time).day() == std::chrono::day(1));
}

std::int64_t day_of(Time time) {
  return std::int64_t{time.time_since_epoch().count()} / day_ms;
}

Sums sums_of(std::string_view kind, std::string_view key, const CostFilter& filter,
             std::int64_t (*period_of)(Time)) {
  Sums sums{.key = key};
  sums.conditions.add(fmt::format("kind = '{}'", kind));
  if (filter.since) sums.conditions.add("period >= ?", period_of(*filter.since));
  if (filter.until) sums.conditions.add("period < ?", period_of(*filter.until));
  return sums;
}

// cost_sums has the newest entries of whole days and months and of whole batches.
std::optional<Sums> sums_for(const CostFilter& filter, const SumKeys& keys) {
  if (filter.run || filter.call || filter.artifact || filter.status || filter.with_superseded)
    return {};
  if (filter.batch) {
    if (filter.since || filter.until || keys.of_batch.empty()) return {};
    Sums sums = sums_of("batch", keys.of_batch, {}, nullptr);
    sums.conditions.add("period = (select number from batches where id = ?)", *filter.batch);
    return sums;
  }
  if (starts_month(filter.since) && starts_month(filter.until) && !keys.of_month.empty())
    return sums_of("month", keys.of_month, filter, month_number);
  if (starts_day(filter.since) && starts_day(filter.until) && !keys.of_day.empty())
    return sums_of("day", keys.of_day, filter, day_of);
  return {};
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

// Rows of key, entries, estimated, actual, without_actual, spent, ordered by key: from cost_sums
// where possible, which is faster, else from the entries.
Query query_sums(Database& database, const CostFilter& filter, std::string_view key_of_entry,
                 const SumKeys& keys_of_sums, const std::vector<Value>& key_values = {}) {
  if (const std::optional<Sums> sums = sums_for(filter, keys_of_sums)) {
    return database.query(
        fmt::format("select {} as key, sum(entries), sum(estimated), sum(actual), "
                    "sum(without_actual), sum(spent) from cost_sums{} group by key order by key",
                    sums->key, sums->conditions.text()),
        sums->conditions.values());
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
  SumKeys of_sums;
};
constexpr std::array group_keys{
    GroupKeys{GroupBy::run, "run", "run", {}},
    GroupKeys{GroupBy::artifact, artifact_key, "''", {}},
    GroupKeys{GroupBy::provider, "provider", "provider", {"provider", "provider", "provider"}},
    GroupKeys{GroupBy::model, "model", "model", {"model", "model", "model"}},
    GroupKeys{GroupBy::month,
              "strftime('%Y-%m', incurred / 1000, 'unixepoch')",
              "strftime('%Y-%m', at / 1000, 'unixepoch')",
              {"strftime('%Y-%m', period * 86400, 'unixepoch')",
               "printf('%04d-%02d', period / 12, period % 12 + 1)", ""}},
    GroupKeys{GroupBy::day,
              "strftime('%Y-%m-%d', incurred / 1000, 'unixepoch')",
              "strftime('%Y-%m-%d', at / 1000, 'unixepoch')",
              {"strftime('%Y-%m-%d', period * 86400, 'unixepoch')", "", ""}},
    GroupKeys{GroupBy::tag,
              "coalesce((select value from tags where tags.run = costs.run and tags.key = ?), '')",
              "coalesce((select value from tags where tags.run = calls.run and tags.key = ?), '')",
              {}},
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

std::int64_t Records::count_costs(const CostFilter& filter) const {
  Query row = query_sums(impl_->database, filter, "''", {"''", "''", "''"});
  if (!row.next()) return 0;
  row.text();
  return row.integer();
}

std::vector<CostEntry> Records::costs(const CostFilter& filter) const {
  return newest_costs(filter, 0);
}

std::vector<SettledCall> Records::settled_calls(std::string_view model, int limit) const {
  Query row = impl_->database.query(
      fmt::format("select request, sum(actual) from calls join costs on costs.call = calls.id "
                  "where calls.model = ? and state = 'succeeded' and embedded = 0 and {} "
                  "group by calls.number having count(*) = count(actual) "
                  "order by calls.number desc limit ?",
                  is_newest),
      model, limit);
  std::vector<SettledCall> calls;
  while (row.next()) {
    nlohmann::json request = row.json();
    calls.push_back({std::move(request), row.money()});
  }
  return calls;
}

std::vector<CostEntry> Records::newest_costs(const CostFilter& filter, int limit) const {
  const Conditions conditions = conditions_of(filter);
  Query row =
      impl_->database.query(fmt::format("select {} from costs{} order by rowid desc limit ?",
                                        select_list<CostEntry>(), conditions.text()),
                            conditions.values(), limit > 0 ? limit : -1);
  std::vector<CostEntry> entries = read_rows<CostEntry>(row);
  std::ranges::reverse(entries);
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
  Query row = query_sums(impl_->database, filter, "status", {"status", "status", "status"});
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
  Query row = query_sums(impl_->database, filter, key.of_entry, key.of_sums, key_values);
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
