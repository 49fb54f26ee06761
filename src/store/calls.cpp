// Calls to providers: written before they are sent, and again when they end.
#include "store/owner.hpp"
#include "store/records.hpp"

namespace limner {

void settle_call(Database& database, const CallRow& call) {
  // What was never dispatched cannot have failed: nothing was sent.
  database
      .query("update calls set state = case when state = 'intent' and ?1 = 'failed' then 'void' "
             "else ?1 end, remote_id = ?2, billing_class = ?3, failure = ?4, "
             "raw_answer = coalesce(?5, raw_answer), owner = null where id = ?6",
             call.state, call.remote_id, call.billing_class, call.failure, call.raw_answer, call.id)
      .run();
}

void Records::open_call(const CallRow& intent) {
  Database& database = impl_->database;
  database.write([&] {
    database
        .query("insert into calls (id, run, step, attempt, state, provider, model, operation, "
               "request_digest, idempotency_key, remote_id, embedded, charge, reserved, "
               "billing_class, failure, at, owner) "
               "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
               intent.id, intent.run, intent.step, intent.attempt, intent.state, intent.provider,
               intent.model, intent.operation, intent.request_digest, intent.idempotency_key,
               intent.remote_id, intent.embedded, intent.charge, intent.reserved,
               intent.billing_class, intent.failure, intent.at, this_process())
        .run();
  });
}

void Records::dispatch_call(const CallId& id) {
  Database& database = impl_->database;
  database.write(
      [&] { database.query("update calls set state = 'dispatching' where id = ?", id).run(); });
}

void Records::store_answer(const CallId& id, const Asset& raw) {
  Database& database = impl_->database;
  database.write([&] {
    insert_blob(database, raw);
    database.query("update calls set raw_answer = ? where id = ?", raw.digest, id).run();
  });
}

void Records::close_call(const CallRow& call, const std::vector<CostEntry>& costs) {
  Database& database = impl_->database;
  database.write([&] {
    settle_call(database, call);
    for (const CostEntry& cost : costs) append_cost(database, cost);
  });
}

std::vector<CallRow> Records::calls(const RunId& id) const {
  Query row = impl_->database.query(
      "select id, run, step, attempt, state, provider, model, operation, request_digest, "
      "idempotency_key, remote_id, embedded, charge, reserved, raw_answer, billing_class, failure, "
      "at from calls where run = ? order by rowid",
      id);
  std::vector<CallRow> calls;
  while (row.next()) {
    calls.push_back({.id = row.named<CallId>(),
                     .run = row.named<RunId>(),
                     .step = row.small(),
                     .attempt = row.small(),
                     .state = row.text(),
                     .provider = row.text(),
                     .model = row.text(),
                     .operation = row.text(),
                     .request_digest = row.text(),
                     .idempotency_key = row.text(),
                     .remote_id = row.text(),
                     .embedded = row.flag(),
                     .charge = row.text(),
                     .reserved = row.money(),
                     .raw_answer = row.maybe(&Query::named<Digest>),
                     .billing_class = row.text(),
                     .failure = row.json(),
                     .at = row.time()});
  }
  return calls;
}

}  // namespace limner
