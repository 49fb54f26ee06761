// Calls that may have been billed: listing and resolving them.
#include "store/records.hpp"
#include "store/row_sql.hpp"

#include <limner/error.hpp>

namespace limner::store {

namespace {

// Every run reads this list, so it must not scan all calls: the first condition is that of the
// index.
constexpr std::string_view open_calls =
    "from calls indexed by one_live_call_per_step join runs on runs.id = calls.run "
    "join steps on steps.run = calls.run and steps.ordinal = calls.step "
    "join step_names on step_names.number = steps.names "
    "left join blobs on blobs.sha256 = calls.raw_answer "
    "where calls.state in {} and calls.state not in {} and runs.owner is null";

Asset answer_of(Query& row, const Digest& digest) {
  return {.digest = digest,
          .media_type = row.text(),
          .size = static_cast<std::uint64_t>(row.integer())};
}

InDoubtCall read_doubt(Query& row) {
  InDoubtCall doubt{.call = read_row<CallRow>(row),
                    .template_id = row.text(),
                    .title = row.text(),
                    .step_name = row.text()};
  doubt.take = static_cast<int>(row.integer());
  if (doubt.call.raw_answer) doubt.answer = answer_of(row, *doubt.call.raw_answer);
  return doubt;
}

void refuse_unless_open(Database& database, const CallRow& call) {
  Query row =
      database.query("select state, runs.owner is not null from calls join runs on runs.id = run "
                     "where calls.id = ?",
                     call.id);
  if (!row.next()) throw Error(ErrorCode::not_found, "unknown call {}", call.id.str());
  const CallState state = row.word<CallState>("calls", "state");
  if (row.flag()) {
    throw Error(ErrorCode::usage, "call {} is being worked on", call.id.short_id())
        .with_help(fmt::format("wait for its run: limner runs show {}", call.run.short_id()));
  }
  if (state == CallState::in_doubt || state == CallState::accepted) return;
  throw Error(ErrorCode::usage, "call {} is not in doubt: it is {}", call.id.short_id(),
              to_string(state))
      .with_help("see what is open: limner doubts ls");
}

bool has_open_call(Database& database, const RunId& run) {
  return database
      .query(fmt::format("select 1 from calls where run = ? and state in {}", live_calls), run)
      .next();
}

// The credits of an answer that was collected stay spent: the picture was delivered.
void settle_run(Database& database, const CallRow& call, const nlohmann::json& failure, Time now) {
  const RunId& run = call.run;
  Query row =
      database.query("select 1 from runs where id = ? and status = ?", run, RunStatus::in_doubt);
  if (!row.next() || has_open_call(database, run)) return;
  settle_price(database, run, false, now);
  if (call.state == CallState::failed) return_credits(database, run, now);
  database
      .query("update runs set status = ?, failure = ?, completed = ? where id = ?",
             RunStatus::failed, failure, now, run)
      .run();
}

}  // namespace

void Records::resolve_call(const ResolvedCall& resolved) {
  Database& database = impl_->database;
  const CallRow& call = resolved.call;
  database.write([&] {
    refuse_unless_open(database, call);
    for (const Asset& blob : resolved.blobs) insert_blob(database, blob);
    settle_call(database, call);
    for (const CostEntry& cost : resolved.costs) append_cost(database, cost);
    database
        .query("update steps set status = ?, failure = ? where run = ? and ordinal = ?",
               resolved.step_status,
               resolved.step_status == StepStatus::failed ? resolved.failure : nlohmann::json(),
               call.run, call.step)
        .run();
    settle_run(database, call, resolved.failure, call.ended.value_or(call.at));
  });
}

std::vector<InDoubtCall> Records::doubts() const {
  const std::string from =
      fmt::format(open_calls, live_calls, sql_words<CallState::intent, CallState::dispatching>);
  Query row = impl_->database.query(fmt::format("select {}, template_id, title, step_names.name, "
                                                "take, blobs.media_type, blobs.bytes {} order by "
                                                "calls.rowid",
                                                select_list<CallRow>(), from));
  std::vector<InDoubtCall> doubts;
  while (row.next()) doubts.push_back(read_doubt(row));
  return doubts;
}

}  // namespace limner::store
