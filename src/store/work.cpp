// Processes that work on runs and batches, requests to stop them, and what is made once in a
// period.
#include "store/owner.hpp"
#include "store/records.hpp"
#include "store/row_sql.hpp"

#include <limner/error.hpp>

namespace limner::store {

namespace {

// Of the owners that `row` lists, in its first column.
bool is_any_alive(Database& database, Query row) {
  while (row.next()) {
    if (!has_ended(database.store(), row.text())) return true;
  }
  return false;
}

bool is_worked_on(Database& database, const RunId& run) {
  return is_any_alive(
      database, database.query("select owner from runs where id = ? and owner is not null", run));
}

bool is_worked_on(Database& database, const BatchId& batch) {
  if (is_any_alive(database,
                   database.query("select owner from batch_workers where batch = ?", batch)))
    return true;
  return is_any_alive(
      database, database.query("select distinct owner from batch_items join runs on runs.id = run "
                               "where batch = ? and owner is not null",
                               batch));
}

bool has_unfinished_rows(Database& database, const BatchId& batch) {
  return database
      .query("select 1 from batch_items left join runs on runs.id = run "
             "where batch = ? and coalesce(status, ?2) in (?2, ?3) limit 1",
             batch, RunStatus::queued, RunStatus::running)
      .next();
}

void remove_ended_batch_workers(Database& database, const BatchId& batch) {
  std::vector<std::string> ended;
  {
    Query row = database.query("select owner from batch_workers where batch = ?", batch);
    while (row.next()) {
      std::string owner = row.text();
      if (has_ended(database.store(), owner)) ended.push_back(std::move(owner));
    }
  }
  for (const std::string& owner : ended)
    database.query("delete from batch_workers where batch = ? and owner = ?", batch, owner).run();
}

nlohmann::json canceled_failure(const RunId& run) {
  const ErrorTraits& kind = traits(ErrorCode::interrupted);
  return {{"code", kind.name},
          {"step", nullptr},
          {"message", "canceled before it started"},
          {"recovery", fmt::format("continue: limner resume {}", run.short_id())},
          {"retryable", kind.retryable},
          {"charged", Charged::no}};
}

bool end_queued_run(Database& database, const RunId& id, Time now) {
  return database
      .query("update runs set status = ?, completed = ?, failure = ? "
             "where id = ? and status = ? and owner is null returning id",
             RunStatus::canceled, now, canceled_failure(id), id, RunStatus::queued)
      .next();
}

bool request_stop(Database& database, const RunId& id, Time now) {
  return database
      .query("insert into run_stops select id, ? from runs where id = ? and owner is not null "
             "on conflict do update set at = excluded.at returning run",
             now, id)
      .next();
}

std::optional<OnceEntry> read_once(Database& database, const OnceKey& key, Time now) {
  OnceEntry entry;
  {
    Query row = database.query("select owner, run, batch from once where template = ? and name = ? "
                               "and period = ? and coalesce(expires > ?, true)",
                               key.template_id, key.name, key.period, now);
    if (!row.next()) return std::nullopt;
    entry.owner = row.text();
    entry.run = row.value<std::optional<RunId>>("once", "run");
    entry.batch = row.value<std::optional<BatchId>>("once", "batch");
  }
  entry.has_worker = !has_ended(database.store(), entry.owner) ||
                     (entry.run && is_worked_on(database, *entry.run)) ||
                     (entry.batch && is_worked_on(database, *entry.batch));
  return entry;
}

}  // namespace

std::optional<OnceEntry> known_once(Database& database, const OnceKey& key, Time now) {
  std::optional<OnceEntry> entry = read_once(database, key, now);
  if (!entry) {
    database
        .query("delete from once where template = ? and name = ? and period = ?", key.template_id,
               key.name, key.period)
        .run();
  }
  return entry;
}

void insert_once(Database& database, const OnceKey& key, const OnceEntry& entry) {
  database
      .query("insert into once (template, name, period, run, batch, owner, expires) "
             "values (?, ?, ?, ?, ?, ?, ?)",
             key.template_id, key.name, key.period, entry.run, entry.batch, database.worker_id(),
             key.expires)
      .run();
}

void write_canceled(Database& database, const BatchId& id, const std::optional<Time>& canceled) {
  database.query("update batches set canceled = ? where id = ?", canceled, id).run();
}

std::string Records::worker_id() {
  return impl_->database.worker_id();
}

bool Records::has_worker(const RunId& id) const {
  return is_worked_on(impl_->database, id);
}

bool Records::has_worker(const BatchId& id) const {
  return is_worked_on(impl_->database, id);
}

bool Records::begin_batch_work(const BatchId& id, bool continues) {
  Database& database = impl_->database;
  bool may_work = true;
  database.write([&] {
    if (continues) write_canceled(database, id, {});
    may_work = database.query("select 1 from batches where id = ? and canceled is null", id).next();
    if (!may_work) return;
    remove_ended_batch_workers(database, id);
    database.query("update batches set exit_code = null where id = ?", id).run();
    database
        .query("insert or replace into batch_workers (batch, owner) values (?, ?)", id,
               database.worker_id())
        .run();
  });
  return may_work;
}

void Records::end_batch_work(const BatchId& id, int exit_code) {
  Database& database = impl_->database;
  database.write([&] {
    database.query("update batches set exit_code = ? where id = ?", exit_code, id).run();
    database
        .query("delete from batch_workers where batch = ? and owner = ?", id, database.worker_id())
        .run();
  });
}

StopRequests Records::stop_requests(const std::string& owner,
                                    const std::optional<BatchId>& batch) const {
  Database& database = impl_->database;
  StopRequests requests;
  Query row =
      database.query("select run from run_stops join runs on runs.id = run where owner = ?", owner);
  while (row.next()) requests.runs.push_back(row.named<RunId>());
  requests.batch = batch && database
                                .query("select 1 from batch_workers where batch = ? and owner = ? "
                                       "and stop is not null",
                                       *batch, owner)
                                .next();
  return requests;
}

CancelResult Records::cancel_run(const RunId& id, Time now) {
  Database& database = impl_->database;
  CancelResult result = CancelResult::had_ended;
  database.write([&] {
    if (end_queued_run(database, id, now)) {
      result = CancelResult::canceled;
    } else if (request_stop(database, id, now)) {
      result = CancelResult::requested;
    }
  });
  return result;
}

CancelResult Records::cancel_batch(const BatchId& id, Time now) {
  Database& database = impl_->database;
  CancelResult result = CancelResult::had_ended;
  database.write([&] {
    if (!has_unfinished_rows(database, id)) return;
    result = is_worked_on(database, id) ? CancelResult::requested : CancelResult::canceled;
    write_canceled(database, id, now);
    database.query("update batch_workers set stop = ? where batch = ?", now, id).run();
  });
  return result;
}

std::optional<OnceEntry> Records::find_once(const OnceKey& key, Time now) const {
  return read_once(impl_->database, key, now);
}

bool Records::take_over(const OnceKey& key, const OnceEntry& entry) {
  Database& database = impl_->database;
  bool is_ours = false;
  database.write([&] {
    is_ours = database
                  .query("update once set owner = ? where template = ? and name = ? and period = ? "
                         "and owner = ? returning owner",
                         database.worker_id(), key.template_id, key.name, key.period, entry.owner)
                  .next();
  });
  return is_ours;
}

}  // namespace limner::store
