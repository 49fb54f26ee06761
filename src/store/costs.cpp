// The ledger: entries, totals and groups.
#include "store/conditions.hpp"
#include "store/journal.hpp"
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
  if (filter.call) conditions.add("call = ?", *filter.call);
  if (filter.artifact) {
    conditions.add("call in (select call from call_shares where artifact = ?)", *filter.artifact);
  }
  if (filter.since) conditions.add("incurred >= ?", *filter.since);
  if (filter.until) conditions.add("incurred < ?", *filter.until);
  if (!filter.with_superseded) conditions.add(is_newest);
  return conditions;
}

bool is_midnight(const std::optional<Time>& time) {
  return !time || time->time_since_epoch().count() % day_ms == 0;
}

// cost_days has sums of whole days, of the newest entries, without runs.
bool has_daily_sums(const CostFilter& filter) {
  return !filter.run && !filter.call && !filter.artifact && !filter.with_superseded &&
         is_midnight(filter.since) && is_midnight(filter.until);
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
  return database.query(
      fmt::format("select {} as key, count(*), sum({}), coalesce(sum({}), 0), sum(actual is null) "
                  "from costs left join call_shares using (call){} group by key order by key",
                  key, estimated, actual, conditions.text()),
      conditions.values());
}

// Rows of key, entries, estimated, actual, without_actual, ordered by key: from cost_days where
// possible, which is faster, else from the entries. Empty `key_of_day`: not a column of cost_days.
Query query_sums(Database& database, const CostFilter& filter, std::string_view key_of_entry,
                 std::string_view key_of_day) {
  if (!key_of_day.empty() && has_daily_sums(filter)) {
    const Conditions conditions = conditions_on_days(filter);
    return database.query(
        fmt::format("select {} as key, sum(entries), sum(estimated), sum(actual), "
                    "sum(without_actual) from cost_days{} group by key order by key",
                    key_of_day, conditions.text()),
        conditions.values());
  }
  if (filter.artifact || key_of_entry == artifact_key)
    return query_shares(database, filter, key_of_entry);
  const Conditions conditions = conditions_of(filter);
  return database.query(
      fmt::format("select {} as key, count(*), sum(estimated), coalesce(sum(actual), 0), "
                  "sum(actual is null) from costs{} group by key order by key",
                  key_of_entry, conditions.text()),
      conditions.values());
}

struct GroupKeys {
  GroupBy by;
  std::string_view of_entry;
  std::string_view of_day;
};
constexpr std::array group_keys{
    GroupKeys{GroupBy::run, "run", ""},
    GroupKeys{GroupBy::artifact, artifact_key, ""},
    GroupKeys{GroupBy::provider, "provider", "provider"},
    GroupKeys{GroupBy::model, "model", "model"},
    GroupKeys{GroupBy::month, "strftime('%Y-%m', incurred / 1000, 'unixepoch')",
              "strftime('%Y-%m', day * 86400, 'unixepoch')"},
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

// Of the superseded entry: the time of the spending and the amount that was posted.
struct SupersededCost {
  Time incurred;
  Money booked;
};

SupersededCost superseded_by(Database& database, const CostEntry& entry) {
  if (!entry.supersedes) return {.incurred = entry.at, .booked = {}};
  Query row = database.query("select incurred, coalesce(actual, estimated) from costs where id = ?",
                             entry.supersedes);
  if (!row.next()) return {.incurred = entry.at, .booked = {}};
  return {.incurred = row.time(), .booked = row.money()};
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

CostTotal Records::total(const CostFilter& filter) const {
  CostTotal total{.actual = Money(), .status = CostStatus::reconciled};
  Query row = query_sums(impl_->database, filter, "status", "status");
  while (row.next()) {
    total.status = std::min(total.status, row.word<CostStatus>("costs", "status"));
    row.integer();
    total.estimated += row.money();
    const Money actual = row.money();
    const bool known = row.integer() == 0;
    total.actual = known && total.actual ? std::optional(*total.actual + actual) : std::nullopt;
  }
  return total;
}

std::vector<CostGroup> Records::grouped(GroupBy by, const CostFilter& filter) const {
  const GroupKeys& key = *std::ranges::find(group_keys, by, &GroupKeys::by);
  Query row = query_sums(impl_->database, filter, key.of_entry, key.of_day);
  std::vector<CostGroup> groups;
  while (row.next()) {
    groups.push_back({.key = row.text(),
                      .entries = row.integer(),
                      .estimated = row.money(),
                      .actual = row.money(),
                      .without_actual = row.integer()});
  }
  return groups;
}

}  // namespace limner::store
