// Caps: what may be spent, and what counts against it.
//
// The newest ledger entries of the period count, and every call that is live or in
// doubt, at the most it may cost. Days and months are those of UTC.
#include "store/conditions.hpp"
#include "store/journal.hpp"
#include "store/records.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <chrono>
#include <map>

namespace limner::store {

namespace {

constexpr std::string_view dollars = "USD";

// Scope and period, taken apart. Of the scopes `run` and `batch` the call says which.
struct Reach {
  std::string kind;  // store, run, batch, template, provider, model
  std::string name;
  std::string period;
};

Reach reach_of(const CapRow& cap) {
  const std::size_t colon = cap.scope.find(':');
  Reach reach{cap.scope.substr(0, colon), "", cap.period};
  if (colon != std::string::npos) reach.name = cap.scope.substr(colon + 1);
  return reach;
}

// 0 for a period without a beginning.
Time begin_of(std::string_view period, Time now) {
  const auto today = std::chrono::floor<std::chrono::days>(now);
  if (period == "day") return today;
  if (period != "month") return Time();
  const std::chrono::year_month_day date(today);
  return std::chrono::sys_days(date.year() / date.month() / 1);
}

// Stands where a cap does not ask which run it is.
const RunId no_run = RunId::parse("run-00000000000000000000000000");

struct Asker {
  RunId run;
  std::string template_id, provider, model;
};

bool applies(const Reach& reach, const Asker& asker) {
  if (reach.kind == "template") return reach.name == asker.template_id;
  if (reach.kind == "provider") return reach.name == asker.provider;
  if (reach.kind == "model") return reach.name == asker.model;
  return true;
}

constexpr std::string_view runs_of_batch =
    "run in (select other.run from batch_items as own join batch_items as other "
    "on other.batch = own.batch where own.run = ?)";

// Conditions on rows that name a run, a provider and a model. A cap for each run
// counts what this run has.
Conditions conditions_on(const Reach& reach, const RunId& run) {
  Conditions conditions;
  if (reach.kind == "run" || reach.period == "run") conditions.add("run = ?", run);
  if (reach.kind == "batch") conditions.add(runs_of_batch, run);
  if (reach.kind == "template")
    conditions.add("run in (select id from runs where template_id = ?)", reach.name);
  if (reach.kind == "provider") conditions.add("provider = ?", reach.name);
  if (reach.kind == "model") conditions.add("model = ?", reach.name);
  return conditions;
}

std::int64_t sum_of(Database& database, std::string_view what, const Conditions& conditions) {
  Query row = database.query(fmt::format("select coalesce(sum({}{}", what, conditions.text()),
                             conditions.values());
  row.next();
  return row.integer();
}

std::int64_t live_dollars(Database& database, const Reach& reach, const RunId& run) {
  Conditions conditions = conditions_on(reach, run);
  conditions.add(is_live);
  return sum_of(database, "reserved), 0) from calls", conditions);
}

// Whole days of everything are summed up already.
std::int64_t rolled_up_dollars(Database& database, const Reach& reach, Time since) {
  Conditions conditions;
  conditions.add("day >= ?", std::int64_t{since.time_since_epoch().count() / day_ms});
  if (!reach.name.empty()) conditions.add(fmt::format("{} = ?", reach.kind), reach.name);
  return sum_of(database, "spent), 0) from cost_days", conditions);
}

std::int64_t dollars_used(Database& database, const Reach& reach, const RunId& run, Time now) {
  const Time since = begin_of(reach.period, now);
  const std::int64_t live = live_dollars(database, reach, run);
  if (reach.kind != "run" && reach.kind != "batch" && reach.period != "run")
    return live + rolled_up_dollars(database, reach, since);
  Conditions conditions = conditions_on(reach, run);
  conditions.add("incurred >= ?", since);
  conditions.add("not exists (select 1 from costs as n where n.supersedes = costs.id)");
  return live + sum_of(database, "coalesce(actual, estimated)), 0) from costs", conditions);
}

Conditions conditions_on_journal(const Reach& reach, const RunId& run) {
  constexpr std::string_view of_call =
      "exists (select 1 from calls where calls.id = journal.call and calls.{} = ?)";
  Conditions conditions;
  if (reach.kind == "run" || reach.period == "run") conditions.add("journal.run = ?", run);
  if (reach.kind == "batch") conditions.add(fmt::format("journal.{}", runs_of_batch), run);
  if (reach.kind == "template") {
    conditions.add("exists (select 1 from runs where runs.id = journal.run and template_id = ?)",
                   reach.name);
  }
  if (reach.kind == "provider" || reach.kind == "model")
    conditions.add(fmt::format(fmt::runtime(of_call), reach.kind), reach.name);
  return conditions;
}

// What left the wallet and did not come back, by the time of the hold: a hold of
// yesterday that is given back today makes no room in today's cap.
std::int64_t credits_used(Database& database, const CapRow& cap, const Reach& reach,
                          const RunId& run, Time now) {
  const Time since = begin_of(reach.period, now);
  Conditions conditions = conditions_on_journal(reach, run);
  conditions.add("account = ?", "wallet:" + cap.unit.substr(cap.unit.find(':') + 1));
  conditions.add("journal.at >= ? and holds.at >= ?", since, since);
  return sum_of(database,
                "-amount), 0) from journal join postings on postings.journal = journal.key "
                "join journal as holds "
                "on holds.key = 'hold:' || substr(journal.key, instr(journal.key, ':') + 1)",
                conditions);
}

std::int64_t used_of(Database& database, const CapRow& cap, const RunId& run, Time now) {
  const Reach reach = reach_of(cap);
  return cap.unit == dollars ? dollars_used(database, reach, run, now)
                             : credits_used(database, cap, reach, run, now);
}

std::vector<CapRow> all_caps(Database& database) {
  Query row = database.query(
      "select id, scope, period, unit, amount, created from caps order by scope, period, unit");
  std::vector<CapRow> caps;
  while (row.next()) {
    caps.push_back({.id = row.text(),
                    .scope = row.text(),
                    .period = row.text(),
                    .unit = row.text(),
                    .nanos = row.integer(),
                    .created = row.time()});
  }
  return caps;
}

std::string amount_words(const CapRow& cap, std::int64_t nanos) {
  if (cap.unit == dollars) return "$" + Money::nanos(nanos).str();
  return Credits::nanos(nanos).str() + " credits";
}

// "$5.00 a day for model:openai/gpt-image-2"
std::string cap_words(const CapRow& cap) {
  const std::string amount = amount_words(cap, cap.nanos);
  const std::string scope = cap.scope == "store" ? "the store" : cap.scope;
  if (cap.scope == "run" || cap.period == "run")
    return cap.scope == "run" ? amount + " a run" : fmt::format("{} a run of {}", amount, scope);
  if (cap.period == "ever") return fmt::format("{} in all for {}", amount, scope);
  return fmt::format("{} a {} for {}", amount, cap.period, scope);
}

// `before`: what else will be asked of this cap first.
void refuse_past(Database& database, const CapRow& cap, const Asker& asker, std::int64_t asked,
                 Time now, std::int64_t before = 0) {
  if (asked == 0 || !applies(reach_of(cap), asker)) return;
  const std::int64_t left = cap.nanos - used_of(database, cap, asker.run, now) - before;
  if (asked <= left) return;
  throw Error(ErrorCode::cap_exceeded, "{} may cost {}, and of the cap of {} only {} is left",
              asker.model.empty() ? asker.template_id : asker.model, amount_words(cap, asked),
              cap_words(cap), amount_words(cap, std::max<std::int64_t>(left, 0)))
      .with_help("see what counts against it: limner caps ls");
}

std::string template_of(Database& database, const RunId& run) {
  Query row = database.query("select template_id from runs where id = ?", run);
  return row.next() ? row.text() : "";
}

}  // namespace

void refuse_past_caps(Database& database, const CallRow& call) {
  const std::vector<CapRow> caps = all_caps(database);
  if (caps.empty()) return;
  const Asker asker{call.run, template_of(database, call.run), call.provider, call.model};
  const std::string credits = "CR:" + call.wallet;
  for (const CapRow& cap : caps) {
    if (cap.unit == dollars) refuse_past(database, cap, asker, call.reserved.nanos(), call.at);
    if (cap.unit == credits) refuse_past(database, cap, asker, call.credits.nanos(), call.at);
  }
}

void refuse_past_caps(Database& database, const RunId& run, const RunPrice& price, Time now) {
  const Asker asker{run, template_of(database, run), "", ""};
  for (const CapRow& cap : all_caps(database)) {
    if (cap.unit == "CR:" + price.wallet)
      refuse_past(database, cap, asker, price.credits.nanos(), now);
  }
}

void Records::check_spending_limits(const std::string& template_id,
                                    const std::vector<Purchase>& purchases, Time now) const {
  Database& database = impl_->database;
  const std::vector<CapRow> caps = all_caps(database);
  std::vector<std::int64_t> before(caps.size());
  std::map<std::string, Credits> needed;
  for (const Purchase& one : purchases) {
    const Asker asker{no_run, template_id, one.provider, one.model};
    for (std::size_t at = 0; at < caps.size(); ++at) {
      const std::int64_t asked = caps[at].unit == dollars              ? one.most.nanos()
                                 : caps[at].unit == "CR:" + one.wallet ? one.credits.nanos()
                                                                       : 0;
      refuse_past(database, caps[at], asker, asked, now, before[at]);
      if (applies(reach_of(caps[at]), asker)) before[at] += asked;
    }
    if (!one.wallet.empty()) needed[one.wallet] += one.credits;
  }
  for (const auto& [wallet, credits] : needed) {
    const Credits there = Journal(database).available(wallet);
    if (credits > there) throw empty_wallet(wallet, there, credits);
  }
}

std::vector<CapUse> Records::caps(Time now) const {
  Database& database = impl_->database;
  std::vector<CapUse> uses;
  for (CapRow& cap : all_caps(database)) {
    const bool each_run = cap.period == "run" || cap.scope == "run" || cap.scope == "batch";
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
    Query row = database.query(
        "insert into caps values (?, ?, ?, ?, ?, ?) on conflict (scope, period, unit) "
        "do update set amount = excluded.amount returning id, created",
        cap.id, cap.scope, cap.period, cap.unit, cap.nanos, cap.created);
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
