// Batches and their rows.
#include "store/records.hpp"
#include "store/row_sql.hpp"

#include <limner/error.hpp>

namespace limner::store {

namespace {

std::optional<int> find_item(Database& database, const BatchId& batch, const std::string& digest) {
  Query row = database.query("select ordinal from batch_items where batch = ? and digest = ?",
                             batch, digest);
  if (!row.next()) return std::nullopt;
  return row.small();
}

int next_ordinal(Database& database, const BatchId& batch) {
  Query row = database.query(
      "select coalesce(max(ordinal) + 1, 0) from batch_items where batch = ?", batch);
  row.next();
  return row.small();
}

std::string title_of(const BatchItem& item) {
  return item.content.is_object() ? item.content.value("title", "") : "";
}

void add_items(Database& database, const std::vector<BatchItem>& items, SubmittedBatch& batch) {
  int next = next_ordinal(database, batch.id);
  for (const BatchItem& item : items) {
    const std::optional<int> known = find_item(database, batch.id, item.digest);
    batch.ordinals.push_back(known.value_or(next));
    if (known) continue;
    database
        .query("insert into batch_items (batch, ordinal, row_key, line, title, content, digest) "
               "values (?, ?, ?, ?, ?, ?, ?)",
               batch.id, next++, item.key, item.line, title_of(item), item.content, item.digest)
        .run();
    ++batch.added;
  }
}

std::optional<BatchId> find_joined(Database& database, const BatchRow& batch) {
  Query row = database.query(
      "select id from batches where template_digest = ? and name = ? and identity = ?",
      batch.template_digest, batch.name, batch.identity);
  if (!row.next()) return std::nullopt;
  return row.named<BatchId>();
}

SubmittedBatch find_or_insert(Database& database, const BatchRow& batch) {
  if (const auto known = find_joined(database, batch)) return {.id = *known, .is_new = false};
  insert_row(database, batch);
  return {.id = batch.id};
}

void write_limit(Database& database, const BatchId& id, const std::optional<Money>& max_cost) {
  database.query("update batches set max_cost = ? where id = ?", max_cost, id).run();
}

// Of the run in `runs`: as BatchItem::is_reused.
std::string reuse_condition() {
  return fmt::format(
      "(runs.status in {} and (select count(*) filter (where steps.status = 'reused') > 0 and "
      "count(*) filter (where steps.status = 'succeeded' and (cache_key <> x'' or provider <> '')) "
      "= 0 from steps where steps.run = runs.id))",
      successful_runs);
}

std::string item_columns(std::string_view content) {
  return fmt::format(
      "ordinal, row_key, line, {}, coalesce(runs.title, batch_items.title), digest, run, "
      "runs.status, runs.failure, {} from batch_items left join runs on runs.id = run",
      content, reuse_condition());
}

BatchItem read_item(Query& row) {
  BatchItem item;
  item.ordinal = row.small();
  item.key = row.text();
  item.line = row.small();
  item.content = row.json();
  item.title = row.text();
  item.digest = row.text();
  item.run = row.value<std::optional<RunId>>("batch_items", "run");
  if (item.run) {
    item.status = row.word<RunStatus>("runs", "status");
    item.failure = row.json();
    item.is_reused = row.flag();
  }
  return item;
}

}  // namespace

void BatchCounts::add(const std::optional<RunStatus>& status, std::int64_t number) {
  switch (status.value_or(RunStatus::queued)) {
    case RunStatus::queued: queued += number; return;
    case RunStatus::running: running += number; return;
    case RunStatus::review:
    case RunStatus::completed:
    case RunStatus::approved:
    case RunStatus::rejected: succeeded += number; return;
    case RunStatus::failed: failed += number; return;
    case RunStatus::canceled: canceled += number; return;
    case RunStatus::in_doubt: in_doubt += number; return;
  }
}

void BatchCounts::add(const BatchItem& item) {
  add(item.status);
  if (item.is_reused) ++reused;
}

std::string run_in_batch(std::string_view run) {
  return fmt::format("{} in (select run from batch_items where batch = ?)", run);
}

bool has_run(Database& database, const BatchSlot& slot) {
  Query row =
      database.query("select run is not null from batch_items where batch = ? and ordinal = ?",
                     slot.batch, slot.ordinal);
  if (!row.next()) {
    throw Error(ErrorCode::not_found, "batch {} has no row {}", slot.batch.short_id(),
                slot.ordinal + 1);
  }
  return row.flag();
}

void start_item(Database& database, const BatchSlot& slot, const RunId& run) {
  database
      .query("update batch_items set run = ? where batch = ? and ordinal = ?", run, slot.batch,
             slot.ordinal)
      .run();
}

SubmittedBatch Records::submit_batch(const BatchRow& batch, const std::vector<BatchItem>& items,
                                     const TemplateVersion& version,
                                     const std::optional<OnceKey>& once) {
  Database& database = impl_->database;
  std::optional<SubmittedBatch> submitted;
  database.write([&] {
    if (once) {
      submitted = SubmittedBatch{.id = batch.id, .taken = known_once(database, *once, batch.at)};
      if (submitted->taken) return;
    }
    insert_request(database, batch.request_id, version, batch.at);
    submitted = find_or_insert(database, batch);
    if (!submitted->is_new && batch.max_cost) write_limit(database, submitted->id, batch.max_cost);
    if (!submitted->is_new) write_canceled(database, submitted->id, {});
    add_items(database, items, *submitted);
    if (once) insert_once(database, *once, {.run = {}, .batch = submitted->id});
  });
  return *std::move(submitted);
}

std::optional<BatchId> Records::joined_batch(const BatchRow& batch) const {
  return find_joined(impl_->database, batch);
}

std::optional<BatchRow> Records::batch(const BatchId& id) const {
  Query row = impl_->database.query(
      fmt::format("select {} from batches where id = ?", select_list<BatchRow>()), id);
  if (!row.next()) return std::nullopt;
  return read_row<BatchRow>(row);
}

std::vector<BatchRow> Records::batches(int limit) const {
  Query row = impl_->database.query(
      fmt::format("select {} from batches order by at desc, rowid desc limit ?",
                  select_list<BatchRow>()),
      limit > 0 ? limit : -1);
  return read_rows<BatchRow>(row);
}

std::int64_t Records::count_batches() const {
  Query row = impl_->database.query("select count(*) from batches");
  row.next();
  return row.integer();
}

std::vector<BatchItem> Records::batch_items(const BatchId& id) const {
  Query row = impl_->database.query(
      fmt::format("select {} where batch = ? order by ordinal", item_columns("null")), id);
  std::vector<BatchItem> items;
  while (row.next()) items.push_back(read_item(row));
  return items;
}

BatchItem Records::batch_item(const BatchSlot& slot) const {
  Query row = impl_->database.query(
      fmt::format("select {} where batch = ? and ordinal = ?", item_columns("content")), slot.batch,
      slot.ordinal);
  if (row.next()) return read_item(row);
  throw Error(ErrorCode::not_found, "batch {} has no row {}", slot.batch.short_id(),
              slot.ordinal + 1);
}

BatchCounts Records::count_items(const BatchId& id) const {
  Query row = impl_->database.query(
      fmt::format("select coalesce(runs.status, ?), count(*), coalesce(sum({}), 0) "
                  "from batch_items left join runs on runs.id = run where batch = ? group by 1",
                  reuse_condition()),
      RunStatus::queued, id);
  BatchCounts counts;
  while (row.next()) {
    const RunStatus status = row.word<RunStatus>("runs", "status");
    counts.add(status, row.integer());
    counts.reused += row.integer();
  }
  return counts;
}

std::optional<BatchId> Records::batch_of(const RunId& run) const {
  Query row = impl_->database.query("select batch from batch_items where run = ?", run);
  if (!row.next()) return std::nullopt;
  return row.named<BatchId>();
}

void Records::set_max_cost(const BatchId& id, std::optional<Money> max_cost) {
  Database& database = impl_->database;
  database.write([&] { write_limit(database, id, max_cost); });
}

}  // namespace limner::store
