// Calls to providers: written before the request is sent, updated until they end.
#include "store/journal.hpp"
#include "store/living_runs.hpp"
#include "store/owner.hpp"
#include "store/records.hpp"
#include "store/row_sql.hpp"

#include <limner/error.hpp>
#include <limner/json.hpp>

namespace limner::store {

namespace {

// A call that fails in state `intent` becomes void: nothing was sent.
void end_call(Database& database, const CallRow& call) {
  update_row(database, call,
             ", state = case when state = ? and ? then ? else ? end, "
             "raw_answer = coalesce(?, raw_answer), owner = null where id = ?",
             CallState::intent, call.state == CallState::failed, CallState::voided, call.state,
             call.raw_answer, call.id);
}

// Captures the credits of the delivered pictures. The rest is released when there was no
// picture, and refunded when there were fewer than requested.
void settle_hold(Database& database, const CallRow& call) {
  if (call.wallet.empty()) return;
  Journal journal(database);
  const JournalReference reference{
      .at = call.ended.value_or(call.at), .run = call.run, .call = call.id};
  const std::string& id = call.id.str();
  if (journal.capture(call.wallet, call.captured, "capture:" + id, reference)) {
    journal.refund_rest(call.wallet, "refund:" + id, reference);
  } else {
    journal.release_rest(call.wallet, "release:" + id, reference);
  }
}

// Another process may have settled the call since it was read.
void refuse_settled_call(Database& database, const CallRow& call) {
  Query row = database.query(
      fmt::format("select 1 from calls where id = ? and state in {}", live_calls), call.id);
  if (row.next()) return;
  throw Error(ErrorCode::store_failed, "call {} was settled already", call.id.short_id())
      .with_help(fmt::format("see its state: limner runs show {}", call.run.short_id()));
}

// Journal::hold() refuses the credits for good.
void check_wallet(Database& database, const CallRow& intent) {
  const Credits there = Journal(database).available(intent.wallet);
  if (intent.credits <= there) return;
  if (intent.credits <= there + held_by_living_runs(database, intent.wallet, intent.run)) {
    throw ReservedByLiveCalls(wallet_empty_error(intent.wallet, there, intent.credits),
                              "wallet " + intent.wallet);
  }
}

RunId run_of(Database& database, const CallId& id) {
  Query row = database.query("select run from calls where id = ?", id);
  if (!row.next()) throw std::logic_error("there is no call " + id.str());
  return row.named<RunId>();
}

std::string digest_of(const nlohmann::json& request) {
  return Digest::of(canonical(request)).hex();
}

CallRow read_call(Query& row) {
  CallRow call = read_row<CallRow>(row);
  if (call.request_digest.empty() && call.embedded) call.request_digest = digest_of(call.request);
  return call;
}

std::vector<CallRow> read_calls(Query& row) {
  std::vector<CallRow> calls;
  while (row.next()) calls.push_back(read_call(row));
  return calls;
}

void move_call(Database& database, const CallId& id, CallState state) {
  database.query("update calls set state = ? where id = ?", state, id).run();
}

}  // namespace

void insert_call(Database& database, const CallRow& call) {
  CallRow intent = call;
  intent.state = CallState::intent;
  intent.raw_answer.reset();
  if (intent.idempotency_key == intent.id.str()) intent.idempotency_key.clear();
  if (intent.embedded && intent.request_digest == digest_of(intent.request))
    intent.request_digest.clear();
  insert_row(database, intent, ExtraColumn("owner", database.worker_id()));
}

void settle_call(Database& database, const CallRow& call) {
  refuse_settled_call(database, call);
  end_call(database, call);
  if (call.state != CallState::in_doubt) settle_hold(database, call);
}

void Records::open_call(const CallRow& intent) {
  Database& database = impl_->database;
  database.write([&] {
    require_ownership(database, intent.run);
    check_caps(database, intent);
    insert_call(database, intent);
    if (intent.wallet.empty()) return;
    check_wallet(database, intent);
    Journal(database).hold(intent.wallet, intent.credits, "hold:" + intent.id.str(),
                           {.at = intent.at, .run = intent.run, .call = intent.id});
  });
}

void Records::dispatch_call(const CallId& id) {
  Database& database = impl_->database;
  database.write([&] {
    require_ownership(database, run_of(database, id));
    move_call(database, id, CallState::dispatching);
  });
}

void Records::accept_call(const CallId& id, const nlohmann::json& remote) {
  Database& database = impl_->database;
  const auto name = remote.find("id");
  const bool is_named = remote.is_object() && name != remote.end() && name->is_string();
  database.write([&] {
    // Also when another process has settled the call: with it the answer can be collected.
    database
        .query("update calls set remote = ?, remote_id = ? where id = ?", remote,
               is_named ? name->get<std::string>() : std::string(), id)
        .run();
    database
        .query("update calls set state = ? where id = ? and state = ?", CallState::accepted, id,
               CallState::dispatching)
        .run();
  });
}

void Records::close_call(const CallRow& call, const std::vector<CostEntry>& costs) {
  Database& database = impl_->database;
  database.write([&] {
    require_ownership(database, call.run);
    if (call.embedded) insert_embedded_call(database, call);
    settle_call(database, call);
    for (const CostEntry& cost : costs) append_cost(database, cost);
  });
}

void insert_embedded_call(Database& database, const CallRow& call) {
  insert_call(database, call);
  move_call(database, call.id, CallState::dispatching);
}

std::vector<CallRow> Records::calls(const RunId& id) const {
  Query row = impl_->database.query(
      fmt::format("select {} from calls where run = ? order by rowid", select_list<CallRow>()), id);
  return read_calls(row);
}

std::optional<CallRow> Records::unused_answer(std::string_view request_digest,
                                              std::string_view template_id, int take,
                                              const std::optional<RunId>& except) const {
  Query row = impl_->database.query(
      fmt::format("select {} from calls join runs on runs.id = calls.run "
                  "join steps on steps.run = calls.run and steps.ordinal = calls.step "
                  "where request_digest = ? and calls.state = 'succeeded' "
                  "and raw_answer is not null and runs.status in {} and steps.status in {} "
                  "and template_id = ? and take = ? and runs.id is not ? limit 1",
                  select_list<CallRow>(),
                  sql_words<RunStatus::failed, RunStatus::canceled, RunStatus::in_doubt>,
                  sql_words<StepStatus::pending, StepStatus::canceled>),
      request_digest, template_id, take, except);
  if (!row.next()) return std::nullopt;
  return read_row<CallRow>(row);
}

std::vector<CallRow> Records::billed_calls(std::string_view name) const {
  // The attempts of one request share the key, which is the id of the first.
  Query row = impl_->database.query(
      fmt::format("select {0} from calls where id = ?1 or (remote_id = ?1 and remote_id <> '') "
                  "union select {0} from calls where idempotency_key = ?1 and run = "
                  "(select run from calls where id = ?1)",
                  select_list<CallRow>()),
      name);
  return read_calls(row);
}

}  // namespace limner::store
