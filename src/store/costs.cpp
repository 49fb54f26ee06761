// The ledger: what every step cost, summed and grouped.
#include "store/conditions.hpp"
#include "store/journal.hpp"
#include "store/records.hpp"

#include <algorithm>
#include <array>

namespace limner::store {

namespace {

// What an entry names, or the only thing its run has made.
constexpr std::string_view artifact_of_entry =
    "coalesce(costs.artifact, (select case count(*) when 1 then max(id) end "
    "from artifacts where artifacts.run = costs.run))";

constexpr std::string_view is_newest =
    "not exists (select 1 from costs as n where n.supersedes = costs.id)";

Conditions conditions_of(const CostFilter& filter) {
  Conditions conditions;
  if (filter.run) conditions.add("run = ?", *filter.run);
  if (filter.call) conditions.add("call = ?", *filter.call);
  if (filter.artifact) {
    conditions.add("run = (select run from artifacts where id = ?)", *filter.artifact);
    conditions.add("coalesce(artifact = ?, true)", *filter.artifact);
  }
  if (filter.since) conditions.add("incurred >= ?", *filter.since);
  if (filter.until) conditions.add("incurred < ?", *filter.until);
  if (!filter.with_superseded) conditions.add(is_newest);
  return conditions;
}

bool is_midnight(const std::optional<Time>& time) {
  return !time || time->time_since_epoch().count() % day_ms == 0;
}

// The roll-up knows whole days of the newest entries, and nothing of runs.
bool is_rolled_up(const CostFilter& filter) {
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

// Rows of key, entries, estimated, actual, without_actual, in the order of the keys:
// by the roll-up where it can answer, which is the same at once, else by the entries
// themselves. An empty `key_of_day` is one that the roll-up does not know.
Query summed(Database& database, const CostFilter& filter, std::string_view key_of_entry,
             std::string_view key_of_day) {
  if (!key_of_day.empty() && is_rolled_up(filter)) {
    const Conditions conditions = conditions_on_days(filter);
    return database.query(
        fmt::format("select {} as key, sum(entries), sum(estimated), sum(actual), "
                    "sum(without_actual) from cost_days{} group by key order by key",
                    key_of_day, conditions.text()),
        conditions.values());
  }
  const Conditions conditions = conditions_of(filter);
  return database.query(
      fmt::format("select {} as key, count(*), sum(estimated), coalesce(sum(actual), 0), "
                  "sum(actual is null) from costs{} group by key order by key",
                  key_of_entry, conditions.text()),
      conditions.values());
}

struct Keys {
  GroupBy by;
  std::string_view of_entry;
  std::string_view of_day;
};
constexpr std::array keys{
    Keys{GroupBy::run, "run", ""},
    Keys{GroupBy::artifact, artifact_of_entry, ""},
    Keys{GroupBy::provider, "provider", "provider"},
    Keys{GroupBy::model, "model", "model"},
    Keys{GroupBy::month, "strftime('%Y-%m', incurred / 1000, 'unixepoch')",
         "strftime('%Y-%m', day * 86400, 'unixepoch')"},
};

// The place of a status word, least settled first.
std::ptrdiff_t settledness(std::string_view status) {
  constexpr std::array<std::string_view, 4> words{"disputed", "estimated", "provider_reported",
                                                  "reconciled"};
  return std::ranges::find(words, status) - words.begin();
}

// What an entry says was spent, as far as it is known.
Money value_of(const CostEntry& entry) {
  return entry.actual.value_or(entry.estimated);
}

Money value_of_superseded(Database& database, const CostEntry& entry) {
  Query row = database.query("select coalesce(actual, estimated) from costs where id = ?",
                             entry.supersedes);
  return row.next() ? row.money() : Money();
}

}  // namespace

void append_cost(Database& database, const CostEntry& entry) {
  const Money change = value_of(entry) - value_of_superseded(database, entry);
  database
      .query(
          "insert into costs (id, at, incurred, run, step, step_name, artifact, call, supersedes, "
          "provider, operation, model, quantity, unit, unit_price, estimated, actual, status, "
          "pricing_source, pricing_version, source_url, charge) "
          "values (?1, ?2, coalesce((select incurred from costs where id = ?8), ?2), ?3, ?4, ?5, "
          "?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
          entry.id, entry.at, entry.run, entry.step, entry.step_name, entry.artifact, entry.call,
          entry.supersedes, entry.provider, entry.operation, entry.model, entry.quantity,
          entry.unit, entry.unit_price, entry.estimated, entry.actual, entry.status,
          entry.pricing_source, entry.pricing_version, entry.source_url, entry.charge)
      .run();
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
  Query row = impl_->database.query(
      fmt::format("select id, at, run, {}, step, step_name, call, supersedes, provider, operation, "
                  "model, quantity, unit, unit_price, estimated, actual, status, pricing_source, "
                  "pricing_version, source_url, charge from costs{} order by rowid",
                  artifact_of_entry, conditions.text()),
      conditions.values());
  std::vector<CostEntry> entries;
  while (row.next()) {
    entries.push_back({.id = row.named<EntryId>(),
                       .at = row.time(),
                       .run = row.named<RunId>(),
                       .artifact = row.maybe(&Query::named<ArtifactId>),
                       .step = row.small(),
                       .step_name = row.text(),
                       .call = row.maybe(&Query::named<CallId>),
                       .supersedes = row.maybe(&Query::named<EntryId>),
                       .provider = row.text(),
                       .operation = row.text(),
                       .model = row.text(),
                       .quantity = row.integer(),
                       .unit = row.text(),
                       .unit_price = row.money(),
                       .estimated = row.money(),
                       .actual = row.maybe(&Query::money),
                       .status = row.text(),
                       .pricing_source = row.text(),
                       .pricing_version = row.text(),
                       .source_url = row.text(),
                       .charge = row.text()});
  }
  return entries;
}

CostTotal Records::total(const CostFilter& filter) const {
  CostTotal total{.actual = Money(), .status = "reconciled"};
  Query row = summed(impl_->database, filter, "status", "status");
  while (row.next()) {
    const std::string status = row.text();
    row.integer();
    total.estimated += row.money();
    const Money actual = row.money();
    const bool known = row.integer() == 0;
    total.actual = known && total.actual ? std::optional(*total.actual + actual) : std::nullopt;
    if (settledness(status) < settledness(total.status)) total.status = status;
  }
  return total;
}

std::vector<CostGroup> Records::grouped(GroupBy by, const CostFilter& filter) const {
  const Keys& key = *std::ranges::find(keys, by, &Keys::by);
  Query row = summed(impl_->database, filter, key.of_entry, key.of_day);
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
