// Caps. The use of a cap is the sum of the newest ledger entries of its period and of the
// maximum cost of every live call. An undecided dispute counts with the larger of the recorded and
// the billed amount. Days and months are those of UTC.
#include "store/conditions.hpp"
#include "store/journal.hpp"
#include "store/living_runs.hpp"
#include "store/records.hpp"
#include "store/row_sql.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <chrono>
#include <map>

namespace limner::store {

namespace {

constexpr std::string_view dollars = "USD";

// The epoch for a period that has no start.
Time period_start(CapPeriod period, Time now) {
  const auto today = std::chrono::floor<std::chrono::days>(now);
  if (period == CapPeriod::day) return today;
  if (period != CapPeriod::month) return Time();
  const std::chrono::year_month_day date(today);
  return std::chrono::sys_days(date.year() / date.month() / 1);
}

// For a check before the run exists.
const RunId no_run = RunId::parse("run-00000000000000000000000000");

struct CapSubject {
  RunId run;
  std::string template_id, provider, model;
};

bool is_of_call(CapScopeKind kind) {
  return kind == CapScopeKind::provider || kind == CapScopeKind::model;
}

// Whether a cap on the model `cap` counts `model`: the same, or a dated version of it, such as
// openai/gpt-image-2-2026-04-21.
bool is_of_model(std::string_view model, std::string_view cap) {
  constexpr std::string_view date = "-dddd-dd-dd";
  if (!model.starts_with(cap)) return false;
  const std::string_view rest = model.substr(cap.size());
  return rest.empty() || std::ranges::equal(rest, date, [](char given, char form) {
           return form == 'd' ? given >= '0' && given <= '9' : given == form;
         });
}

// The same in SQL, for the columns of a cap's scope.
std::string scope_condition(CapScopeKind kind, std::string_view table = "") {
  if (kind != CapScopeKind::model) return fmt::format("{}{} = ?", table, to_string(kind));
  return fmt::format("? in ({0}model, iif({0}model glob "
                     "'*-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]', "
                     "substr({0}model, 1, length({0}model) - 11), {0}model))",
                     table);
}

bool applies(const CapRow& cap, const CapSubject& subject) {
  if (cap.scope.kind == CapScopeKind::template_id) return cap.scope.name == subject.template_id;
  if (cap.scope.kind == CapScopeKind::provider) return cap.scope.name == subject.provider;
  if (cap.scope.kind == CapScopeKind::model) return is_of_model(subject.model, cap.scope.name);
  return true;
}

// A condition on a row of `table`: its run is of the batch of the run that is bound to it.
std::string in_batch_of_run(std::string_view table) {
  return fmt::format("(select batch from batch_items where batch_items.run = {}.run) = "
                     "(select batch from batch_items where batch_items.run = ?)",
                     table);
}

// Conditions on rows of `table`, which has the columns run, provider and model.
Conditions conditions_on(std::string_view table, const CapRow& cap, const RunId& run) {
  Conditions conditions;
  if (cap.scope.kind == CapScopeKind::run || cap.period == CapPeriod::run)
    conditions.add("run = ?", run);
  if (cap.scope.kind == CapScopeKind::batch) conditions.add(in_batch_of_run(table), run);
  if (cap.scope.kind == CapScopeKind::template_id) {
    conditions.add("exists (select 1 from runs where runs.id = run and template_id = ?)",
                   cap.scope.name);
  }
  if (is_of_call(cap.scope.kind)) conditions.add(scope_condition(cap.scope.kind), cap.scope.name);
  return conditions;
}

std::int64_t sum_of(Database& database, std::string_view what, const Conditions& conditions) {
  Query row = database.query(fmt::format("select coalesce(sum({}{}", what, conditions.text()),
                             conditions.values());
  row.next();
  return row.integer();
}

std::int64_t live_dollars(Database& database, const CapRow& cap, const RunId& run) {
  Conditions conditions = conditions_on("calls", cap, run);
  conditions.add(fmt::format("state in {}", live_calls));
  return sum_of(database, "reserved), 0) from calls", conditions);
}

// From cost_sums: for caps that start at midnight and do not depend on the run.
std::int64_t summed_dollars(Database& database, const CapRow& cap, Time since) {
  const bool is_day = cap.period == CapPeriod::day;
  Conditions conditions;
  conditions.add(is_day ? "kind = 'day'" : "kind = 'month'");
  conditions.add("period >= ?", is_day ? std::int64_t{since.time_since_epoch().count() / day_ms}
                                       : month_number(since));
  if (!cap.scope.name.empty()) conditions.add(scope_condition(cap.scope.kind), cap.scope.name);
  return sum_of(database, "spent), 0) from cost_sums", conditions);
}

std::int64_t batch_dollars(Database& database, const RunId& run) {
  Conditions conditions;
  conditions.add("kind = 'batch' and period = (select number from batch_items "
                 "join batches on batches.id = batch where run = ?)",
                 run);
  return sum_of(database, "spent), 0) from cost_sums", conditions);
}

// By how much the disputed entries are below what was recorded before the bill: the amount of the
// newest superseded entry that is not disputed, zero for a difference that only the bill has.
constexpr std::string_view below_record =
    "max(0, coalesce((with recursive older as ("
    "select c.* from costs as c where c.id = costs.supersedes union all "
    "select c.* from costs as c join older on c.id = older.supersedes "
    "where older.status = 'disputed') "
    "select coalesce(actual, estimated) from older where status <> 'disputed'), 0) "
    "- coalesce(actual, estimated))), 0) from costs";

std::int64_t disputed_dollars(Database& database, const CapRow& cap, const RunId& run, Time since) {
  // The rare case is found without reading all entries.
  Query any = database.query("select 1 from cost_sums where kind = 'month' and status = ?",
                             CostStatus::disputed);
  if (!any.next()) return 0;
  Conditions conditions = conditions_on("costs", cap, run);
  conditions.add("incurred >= ? and status = ? "
                 "and not exists (select 1 from costs as n where n.supersedes = costs.id)",
                 since, CostStatus::disputed);
  return sum_of(database, below_record, conditions);
}

std::int64_t dollars_used(Database& database, const CapRow& cap, const RunId& run, Time now) {
  const Time since = period_start(cap.period, now);
  const std::int64_t live =
      live_dollars(database, cap, run) + disputed_dollars(database, cap, run, since);
  const bool is_per_run = cap.scope.kind == CapScopeKind::run || cap.period == CapPeriod::run;
  if (!is_per_run && cap.scope.kind == CapScopeKind::batch)
    return live + batch_dollars(database, run);
  if (!is_per_run) return live + summed_dollars(database, cap, since);
  Conditions conditions =
      conditions_on("costs", cap, run);  // of all times: such a cap has no period
  conditions.add("not exists (select 1 from costs as n where n.supersedes = costs.id)");
  return live + sum_of(database, "coalesce(actual, estimated)), 0) from costs", conditions);
}

Conditions conditions_on_journal(const CapRow& cap, const RunId& run) {
  constexpr std::string_view of_call =
      "exists (select 1 from calls where calls.id = journal.call and {})";
  Conditions conditions;
  if (cap.scope.kind == CapScopeKind::run || cap.period == CapPeriod::run)
    conditions.add("journal.run = ?", run);
  if (cap.scope.kind == CapScopeKind::batch) conditions.add(in_batch_of_run("journal"), run);
  if (cap.scope.kind == CapScopeKind::template_id) {
    conditions.add("exists (select 1 from runs where runs.id = journal.run and template_id = ?)",
                   cap.scope.name);
  }
  if (is_of_call(cap.scope.kind))
    conditions.add(fmt::format(of_call, scope_condition(cap.scope.kind, "calls.")), cap.scope.name);
  return conditions;
}

// Credits that left the wallet and have not returned, by the time of their hold: releasing a
// hold of yesterday does not increase what is left of today's cap.
std::int64_t credits_used(Database& database, const CapRow& cap, const RunId& run, Time now) {
  const Time since = period_start(cap.period, now);
  Conditions conditions = conditions_on_journal(cap, run);
  conditions.add("account = ?", "wallet:" + cap.unit.substr(cap.unit.find(':') + 1));
  conditions.add("journal.at >= ? and holds.at >= ?", since, since);
  return sum_of(database,
                "-amount), 0) from journal join postings on postings.journal = journal.key "
                "join journal as holds "
                "on holds.key = 'hold:' || substr(journal.key, instr(journal.key, ':') + 1)",
                conditions);
}

std::int64_t used_of(Database& database, const CapRow& cap, const RunId& run, Time now) {
  return cap.unit == dollars ? dollars_used(database, cap, run, now)
                             : credits_used(database, cap, run, now);
}

std::vector<CapRow> all_caps(Database& database) {
  Query row = database.query(
      fmt::format("select {} from caps order by scope, period, unit", select_list<CapRow>()));
  std::vector<CapRow> caps = read_rows<CapRow>(row);
  for (const CapRow& cap : caps) {
    if (is_ulid(cap.id)) continue;
    throw Error(ErrorCode::store_damaged, "{}: caps.id has \"{}\", which is not an id",
                (database.store() / "limner.db").string(), cap.id);
  }
  return caps;
}

std::string format_amount(const CapRow& cap, std::int64_t nanos) {
  if (cap.unit == dollars) return "$" + Money::nanos(nanos).str();
  return Credits::nanos(nanos).str() + " credits";
}

// "$5.00 per day for model:openai/gpt-image-2"
std::string format_cap(const CapRow& cap) {
  const std::string amount = format_amount(cap, cap.nanos);
  const std::string scope = cap.scope.kind == CapScopeKind::store ? "the store" : cap.scope.str();
  if (cap.scope.kind == CapScopeKind::run || cap.period == CapPeriod::run)
    return cap.scope.kind == CapScopeKind::run ? amount + " per run"
                                               : fmt::format("{} per run of {}", amount, scope);
  if (cap.period == CapPeriod::ever) return fmt::format("{} in total for {}", amount, scope);
  return fmt::format("{} per {} for {}", amount, to_string(cap.period), scope);
}

// A limit for each run or batch has no period to name.
std::string period_flag(const CapRow& cap) {
  const bool has_period =
      cap.scope.kind != CapScopeKind::run && cap.scope.kind != CapScopeKind::batch;
  return has_period ? fmt::format(" --per {}", to_string(cap.period)) : "";
}

std::string raise_help(const CapRow& cap) {
  if (cap.id.empty()) return "raise it: limner resume BATCH --max-cost USD";
  return fmt::format("raise it: limner caps set {}{} {} AMOUNT, or remove it: limner caps rm {}; "
                     "see what is used: limner caps ls",
                     cap.scope.str(), period_flag(cap),
                     cap.unit == dollars ? "--usd" : "--in-credits",
                     cap.id.substr(cap.id.size() - short_id_length));
}

// The same for each check of the cap. That of a batch has no id, and counts for its own runs only.
std::string limit_name(const CapRow& cap) {
  return cap.id.empty() ? "batch" : "cap " + cap.id;
}

// Of a cap, for other runs than `run`: the dollars that calls in flight of living processes have
// reserved, or the credits that they hold.
std::int64_t living_reserves(Database& database, const CapRow& cap, const RunId& run) {
  if (cap.scope.kind == CapScopeKind::run || cap.period == CapPeriod::run) return 0;
  if (cap.unit != dollars) {
    Conditions conditions = conditions_on_journal(cap, run);
    conditions.add(fmt::format("account = ? and {}", held_by_live_calls("journal")),
                   "held:" + cap.unit.substr(cap.unit.find(':') + 1));
    add_living_runs(database, "journal.run", run, conditions);
    return sum_of(database,
                  "amount), 0) from journal join postings on postings.journal = journal.key",
                  conditions);
  }
  Conditions conditions = conditions_on("calls", cap, run);
  conditions.add(fmt::format("state in {}", calls_in_flight));
  add_living_runs(database, "run", run, conditions);
  return sum_of(database, "reserved), 0) from calls", conditions);
}

// `before`: planned use of the cap by earlier purchases of the same run.
void check_cap(Database& database, const CapRow& cap, const CapSubject& subject,
               std::int64_t amount, Time now, std::int64_t before = 0) {
  if (amount == 0 || !applies(cap, subject)) return;
  const std::int64_t left = cap.nanos - used_of(database, cap, subject.run, now) - before;
  if (amount <= left) return;
  Error refusal(ErrorCode::cap_exceeded, "{} may cost {}; the limit is {}, and {} is left",
                subject.model.empty() ? subject.template_id : subject.model,
                format_amount(cap, amount), format_cap(cap),
                format_amount(cap, std::max<std::int64_t>(left, 0)));
  refusal.with_help(raise_help(cap));
  if (amount <= left + living_reserves(database, cap, subject.run))
    throw ReservedByLiveCalls(refusal, limit_name(cap));
  throw refusal;
}

// Before the run: it may wait for what calls in flight have reserved.
void check_planned(Database& database, const CapRow& cap, const CapSubject& subject,
                   std::int64_t amount, Time now, std::int64_t before) try {
  check_cap(database, cap, subject, amount, now, before);
} catch (const ReservedByLiveCalls&) {
}

std::string template_of(Database& database, const RunId& run) {
  Query row = database.query("select template_id from runs where id = ?", run);
  return row.next() ? row.text() : "";
}

// --max-cost of the batch that the run is of, as a cap without an id.
std::optional<CapRow> batch_limit(Database& database, const RunId& run) {
  Query row = database.query("select max_cost from batches join batch_items on batch = batches.id "
                             "where run = ? and max_cost is not null",
                             run);
  if (!row.next()) return std::nullopt;
  return CapRow{.scope = {.kind = CapScopeKind::batch},
                .period = CapPeriod::ever,
                .unit = std::string(dollars),
                .nanos = row.integer()};
}

}  // namespace

void check_caps(Database& database, const CallRow& call) {
  std::vector<CapRow> caps = all_caps(database);
  if (auto limit = batch_limit(database, call.run)) caps.push_back(*std::move(limit));
  if (caps.empty()) return;
  const CapSubject subject{call.run, template_of(database, call.run), call.provider, call.model};
  const std::string credits = "CR:" + call.wallet;
  for (const CapRow& cap : caps) {
    if (cap.unit == dollars) check_cap(database, cap, subject, call.reserved.nanos(), call.at);
    if (cap.unit == credits) check_cap(database, cap, subject, call.credits.nanos(), call.at);
  }
}

void check_caps(Database& database, const RunId& run, const RunPrice& price, Time now) {
  const CapSubject subject{run, template_of(database, run), "", ""};
  for (const CapRow& cap : all_caps(database)) {
    if (cap.unit == "CR:" + price.wallet)
      check_cap(database, cap, subject, price.credits.nanos(), now);
  }
}

void Records::check_spending_limits(const std::string& template_id,
                                    const std::vector<Purchase>& purchases, Time now) const {
  Database& database = impl_->database;
  const std::vector<CapRow> caps = all_caps(database);
  std::vector<std::int64_t> before(caps.size());
  std::map<std::string, Credits> needed;
  for (const Purchase& one : purchases) {
    const CapSubject subject{no_run, template_id, one.provider, one.model};
    for (std::size_t at = 0; at < caps.size(); ++at) {
      const std::int64_t amount = caps[at].unit == dollars              ? one.most.nanos()
                                  : caps[at].unit == "CR:" + one.wallet ? one.credits.nanos()
                                                                        : 0;
      check_planned(database, caps[at], subject, amount, now, before[at]);
      if (applies(caps[at], subject)) before[at] += amount;
    }
    if (!one.wallet.empty()) needed[one.wallet] += one.credits;
  }
  for (const auto& [wallet, credits] : needed) {
    const Credits there = Journal(database).available(wallet);
    if (credits > there + held_by_living_runs(database, wallet, no_run))
      throw wallet_empty_error(wallet, there, credits);
  }
}

std::vector<CapUse> Records::caps(Time now) const {
  Database& database = impl_->database;
  std::vector<CapUse> uses;
  for (CapRow& cap : all_caps(database)) {
    const bool each_run = cap.period == CapPeriod::run || cap.scope.kind == CapScopeKind::run ||
                          cap.scope.kind == CapScopeKind::batch;
    std::optional<std::int64_t> spent;
    if (!each_run) spent = used_of(database, cap, no_run, now);
    uses.push_back({std::move(cap), spent});
  }
  return uses;
}

CapRow Records::set_cap(const CapRow& cap) {
  Database& database = impl_->database;
  CapRow kept = cap;
  database.write([&] {
    Query row = database.query(insert_statement<CapRow>() +
                               " on conflict (scope, period, unit) "
                               "do update set amount = excluded.amount returning id, created");
    bind_row(row, cap);
    row.next();
    kept.id = row.text();
    kept.created = row.time();
  });
  return kept;
}

void Records::remove_cap(std::string_view id) {
  impl_->database.write([&] { impl_->database.query("delete from caps where id = ?", id).run(); });
}

}  // namespace limner::store
