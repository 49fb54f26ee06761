#include "store/recover.hpp"

#include "store/owner.hpp"
#include "store/records.hpp"
#include "store/row_sql.hpp"

#include <limner/error.hpp>
#include <limner/id.hpp>

#include <fmt/format.h>

#include <string>
#include <vector>

namespace limner::store {

namespace {

using nlohmann::json;

constexpr std::string_view started_steps = sql_words<StepStatus::running, StepStatus::waiting>;

struct AbandonedRun {
  RunId run;
  std::string owner;  // as stored, to detect that another process has taken the run since
};

std::vector<AbandonedRun> abandoned_runs(Database& database) {
  Query row = database.query("select id, owner from runs where owner is not null");
  std::vector<AbandonedRun> runs;
  while (row.next()) {
    AbandonedRun abandoned{.run = row.named<RunId>(), .owner = row.text()};
    if (has_ended(database.store(), abandoned.owner)) runs.push_back(std::move(abandoned));
  }
  return runs;
}

// State and billing of a call after its process has died.
struct CallOutcome {
  CallState state;
  Billing billing;
};

// An embedded provider ran in the process that died, so its call has ended. A call without cost
// is never in doubt about money.
CallOutcome outcome_of(const CallRow& call) {
  if (call.state == CallState::intent) return {CallState::voided, Billing::not_sent};
  if (call.embedded) return {CallState::failed, Billing::not_sent};
  if (call.raw_answer) return {CallState::in_doubt, Billing::answered};
  if (call.reserved.is_zero() && call.credits.is_zero())
    return {CallState::failed, Billing::unbilled_error};
  return {CallState::in_doubt, Billing::unknown};
}

std::vector<CallRow> read_open_calls(Database& database, const RunId& run) {
  Query row = database.query(
      fmt::format("select {} from calls where run = ? and state in {}", select_list<CallRow>(),
                  sql_words<CallState::intent, CallState::dispatching>),
      run);
  return read_rows<CallRow>(row);
}

void settle_calls(Database& database, const RunId& run, Time now) {
  for (CallRow& call : read_open_calls(database, run)) {
    const CallOutcome outcome = outcome_of(call);
    call.state = outcome.state;
    call.billing_class = outcome.billing;
    call.ended = now;
    settle_call(database, call);
  }
}

void settle_steps(Database& database, const RunId& run) {
  database
      .query(fmt::format("update steps set status = ?2 where run = ?1 and status in {} "
                         "and exists (select 1 from calls where calls.run = ?1 "
                         "and step = ordinal and state in {})",
                         started_steps, pending_calls),
             run, StepStatus::in_doubt)
      .run();
  database
      .query(fmt::format("update steps set status = ?, started = null, attempts = 0 "
                         "where run = ? and status in {}",
                         started_steps),
             StepStatus::pending, run)
      .run();
}

json failure(const RunId& run, bool in_doubt, const std::string& step) {
  const ErrorTraits& kind = traits(in_doubt ? ErrorCode::in_doubt : ErrorCode::interrupted);
  const std::string recovery = in_doubt ? "do not run it again: see limner doubts ls"
                                        : fmt::format("continue: limner resume {}", run.short_id());
  return {{"code", kind.name},
          {"step", step.empty() ? json() : json(step)},
          {"message", "the process that worked on this run ended before the run did"},
          {"recovery", recovery},
          {"retryable", kind.retryable},
          {"charged", in_doubt ? Charged::unknown : Charged::no}};
}

void settle_abandoned_run(Database& database, const RunId& run, const std::string& step, Time now) {
  const bool in_doubt =
      database
          .query(fmt::format("select 1 from calls where run = ? and state in {}", pending_calls),
                 run)
          .next();
  if (!in_doubt) {
    settle_price(database, run, false, now);
    return_credits(database, run, now);
  }
  remove_flights(database, run);
  database
      .query("update runs set status = ?, completed = ?, failure = ?, owner = null where id = ?",
             in_doubt ? RunStatus::in_doubt : RunStatus::failed, now, failure(run, in_doubt, step),
             run)
      .run();
}

std::string started_step(Database& database, const RunId& run) {
  Query row = database.query(
      fmt::format("select name from steps join step_names on number = names where run = ? and "
                  "status in {} order by ordinal limit 1",
                  started_steps),
      run);
  return row.next() ? row.text() : "";
}

// Another process may have settled the run since it was listed.
bool is_still_owned(Database& database, const AbandonedRun& abandoned) {
  return database
      .query("select 1 from runs where id = ? and owner = ?", abandoned.run, abandoned.owner)
      .next();
}

// A run that its process had not started is queued as before.
bool release_queued_run(Database& database, const RunId& run) {
  return database
      .query("update runs set owner = null where id = ? and status = ? returning id", run,
             RunStatus::queued)
      .next();
}

}  // namespace

bool has_abandoned_runs(Database& database) {
  return !abandoned_runs(database).empty();
}

void recover(Database& database, Time now) {
  const std::vector<AbandonedRun> runs = abandoned_runs(database);
  if (runs.empty()) return;
  database.write([&] {
    for (const AbandonedRun& abandoned : runs) {
      if (!is_still_owned(database, abandoned)) continue;
      if (release_queued_run(database, abandoned.run)) continue;
      const std::string step = started_step(database, abandoned.run);
      settle_calls(database, abandoned.run, now);
      settle_steps(database, abandoned.run);
      settle_abandoned_run(database, abandoned.run, step, now);
    }
  });
}

}  // namespace limner::store
