// Runs: begin, transitions between steps, end, lists.
#include "store/conditions.hpp"
#include "store/hex.hpp"
#include "store/owner.hpp"
#include "store/records.hpp"
#include "store/row_sql.hpp"

#include <limner/json.hpp>

#include <algorithm>

namespace limner::store {

namespace {

void insert_sources(Database& database, const RunRow& run, const TemplateVersion& version,
                    const CatalogSnapshot& catalog) {
  insert_request(database, run.request_id, version, run.queued);
  database
      .query("insert or ignore into catalog_snapshots (digest, content, first_seen) "
             "values (?, ?, ?)",
             catalog.digest, catalog.content, run.queued)
      .run();
}

std::int64_t id_of(Database& database, std::string_view table, const std::string& digest) {
  Query row = database.query(fmt::format("select id from {} where digest = ?", table), digest);
  row.next();
  return row.integer();
}

// Runs with the same intake are found by it: the packed column cannot be compared.
std::int64_t intake_key(const nlohmann::json& intake) {
  const std::string bytes = from_hex(Digest::of(canonical(intake)).hex());
  std::uint64_t key = 0;
  for (std::size_t at = 0; at < sizeof key; ++at)
    key = key << 8 | static_cast<unsigned char>(bytes[at]);
  return static_cast<std::int64_t>(key);
}

void insert_run(Database& database, const RunRow& run, const std::string& catalog,
                const std::optional<std::string>& owner) {
  insert_row(database, run,
             ExtraColumn("template", id_of(database, "template_versions", run.template_digest)),
             ExtraColumn("catalog", id_of(database, "catalog_snapshots", catalog)),
             ExtraColumn("intake_key", intake_key(run.intake)), ExtraColumn("owner", owner));
  for (const auto& [key, value] : run.tags) {
    database.query("insert into tags (run, key, value) values (?, ?, ?)", run.id, key, value).run();
  }
}

// A step in doubt ends its flight with its run: until then only the flight shows others its
// request.
void end_flights(Database& database, const RunId& run, const StepTransition& transition) {
  if (transition.finished == nullptr || transition.finished->status == StepStatus::in_doubt) return;
  remove_flight(database, {run, transition.finished->ordinal});
}

void write_transition(Database& database, const RunId& run, const StepTransition& transition) {
  for (const Asset& blob : transition.blobs) insert_blob(database, blob);
  if (transition.finished) update_step(database, run, *transition.finished);
  end_flights(database, run, transition);
  for (const StepRow* step : transition.reset) update_step(database, run, *step);
  if (transition.started) update_step(database, run, *transition.started);
  for (const CallRow& call : transition.calls) {
    if (call.embedded) insert_embedded_call(database, call);
    settle_call(database, call);
  }
  for (const CostEntry& cost : transition.costs) append_cost(database, cost);
  for (const ArtifactRow& artifact : transition.artifacts) {
    insert_artifact(database, artifact);
    database
        .query("update runs set first_artifact = coalesce(first_artifact, ?) where id = ?",
               artifact.created, run)
        .run();
  }
}

}  // namespace

void insert_request(Database& database, const std::string& request, const TemplateVersion& version,
                    Time at) {
  database.query("insert or ignore into request_logs (id, at) values (?, ?)", request, at).run();
  insert_new_row(database, version, ExtraColumn("first_seen", at));
}

bool Records::begin_run(const RunRow& run, const std::vector<StepRow>& steps,
                        const TemplateVersion& version, const CatalogSnapshot& catalog,
                        const std::optional<RunPrice>& price,
                        const std::optional<BatchSlot>& slot) {
  Database& database = impl_->database;
  bool is_free = true;
  database.write([&] {
    is_free = !slot || !has_run(database, *slot);
    if (!is_free) return;
    insert_sources(database, run, version, catalog);
    insert_run(database, run, catalog.digest, database.worker_id());
    for (const StepRow& step : steps) insert_step(database, run.id, step);
    if (slot) start_item(database, *slot, run.id);
    if (price) hold_price(database, run.id, *price, run.queued);
  });
  return is_free;
}

std::optional<OnceEntry> Records::submit_run(const RunRow& run, const std::vector<StepRow>& steps,
                                             const TemplateVersion& version,
                                             const CatalogSnapshot& catalog,
                                             const std::optional<OnceKey>& once) {
  Database& database = impl_->database;
  std::optional<OnceEntry> taken;
  database.write([&] {
    if (once) taken = known_once(database, *once, run.queued);
    if (taken) return;
    insert_sources(database, run, version, catalog);
    insert_run(database, run, catalog.digest, std::nullopt);
    for (const StepRow& step : steps) insert_step(database, run.id, step);
    if (once) insert_once(database, *once, {.run = run.id, .batch = {}});
  });
  return taken;
}

bool Records::claim_run(const RunId& id) {
  Database& database = impl_->database;
  bool is_ours = false;
  database.write([&] {
    is_ours = database
                  .query("update runs set owner = ? where id = ? and status = ? and owner is null "
                         "returning id",
                         database.worker_id(), id, RunStatus::queued)
                  .next();
  });
  return is_ours;
}

void Records::reopen_run(const RunRow& run, const std::vector<StepRow>& steps,
                         const std::optional<RunPrice>& price, Time now) {
  Database& database = impl_->database;
  database.write([&] {
    const bool is_ours =
        database
            .query(
                fmt::format("update runs set status = ?1, completed = null, failure = null, "
                            "started = coalesce(started, ?4), owner = ?2 where id = ?3 and "
                            "(owner is null and status in {} or owner = ?2 and status = ?5) "
                            "returning id",
                            sql_words<RunStatus::failed, RunStatus::canceled, RunStatus::in_doubt>),
                RunStatus::running, database.worker_id(), run.id, now, RunStatus::queued)
            .next();
    if (!is_ours) {
      throw Error(ErrorCode::usage, "run {} has ended well, or is being worked on",
                  run.id.short_id())
          .with_help(fmt::format("see how it stands: limner runs show {}", run.id.short_id()));
    }
    for (const StepRow& step : steps) update_step(database, run.id, step);
    if (price) hold_price(database, run.id, *price, now);
    spend_credits_again(database, run.id, now);
  });
}

void Records::advance(const RunId& run, const StepTransition& transition) {
  Database& database = impl_->database;
  database.write([&] {
    require_ownership(database, run);
    write_transition(database, run, transition);
  });
}

void Records::end_run(const RunRow& run, const StepTransition& last) {
  Database& database = impl_->database;
  database.write([&] {
    require_ownership(database, run.id);
    write_transition(database, run.id, last);
    if (run.status != RunStatus::in_doubt)
      settle_price(database, run.id, last.price_is_due, run.completed.value_or(run.queued));
    if (run.status == RunStatus::failed || run.status == RunStatus::canceled)
      return_credits(database, run.id, run.completed.value_or(run.queued));
    remove_flights(database, run.id);
    update_row(database, run, ", owner = null where id = ?", run.id);
  });
}

std::optional<RunRow> Records::run(const RunId& id) const {
  Query row = impl_->database.query(
      fmt::format("select {} from runs where id = ?", select_list<RunRow>()), id);
  if (!row.next()) return std::nullopt;
  return read_row<RunRow>(row);
}

namespace {

Conditions conditions_of(const RunFilter& filter) {
  Conditions conditions;
  if (filter.status) conditions.add("status = ?", *filter.status);
  if (!filter.template_id.empty()) conditions.add("template_id = ?", filter.template_id);
  if (!filter.request_id.empty()) conditions.add("request_id = ?", filter.request_id);
  if (filter.since) conditions.add("queued >= ?", *filter.since);
  if (filter.batch) conditions.add(run_in_batch("id"), *filter.batch);
  return conditions;
}

}  // namespace

std::int64_t Records::count_runs(const RunFilter& filter) const {
  const Conditions conditions = conditions_of(filter);
  Query row = impl_->database.query(fmt::format("select count(*) from runs{}", conditions.text()),
                                    conditions.values());
  row.next();
  return row.integer();
}

std::vector<RunRow> Records::runs(const RunFilter& filter) const {
  const Conditions conditions = conditions_of(filter);
  Query row = impl_->database.query(
      fmt::format("select {} from runs{} order by queued desc, rowid desc limit ?",
                  short_select_list<RunRow>(), conditions.text()),
      conditions.values(), filter.limit > 0 ? filter.limit : -1);
  return read_rows<RunRow>(row);
}

std::optional<TemplateVersion> Records::template_version(std::string_view digest) const {
  Query row = impl_->database.query(fmt::format("select {} from template_versions where digest = ?",
                                                select_list<TemplateVersion>()),
                                    digest);
  if (!row.next()) return std::nullopt;
  return read_row<TemplateVersion>(row);
}

std::optional<Millis> Records::usual_duration(std::string_view template_id) const {
  Query row = impl_->database.query(
      fmt::format("select duration_ms from runs where template_id = ? and duration_ms is not null "
                  "and status in {} order by queued desc limit 20",
                  successful_runs),
      template_id);
  std::vector<std::int64_t> durations;
  while (row.next()) durations.push_back(row.integer());
  if (durations.empty()) return std::nullopt;
  const auto middle = durations.begin() + static_cast<std::ptrdiff_t>(durations.size() / 2);
  std::ranges::nth_element(durations, middle);
  return Millis(*middle);
}

int Records::highest_take(std::string_view template_id, const nlohmann::json& intake) const {
  Query row = impl_->database.query(
      "select take, intake from runs where intake_key = ? and template_id = ?", intake_key(intake),
      template_id);
  int highest = 0;
  while (row.next()) {
    const int take = row.small();
    if (row.json() == intake) highest = std::max(highest, take);
  }
  return highest;
}

}  // namespace limner::store
