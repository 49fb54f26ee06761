// Steps: one row each, written when its run begins and whenever it changes.
#include "store/records.hpp"
#include "store/row_sql.hpp"
#include "store/step_values.hpp"

#include <limits>

namespace limner::store {

namespace {

// The first `count` steps.
std::vector<StepRow> read_steps(Database& database, const RunId& run, int count) {
  Query row = database.query(
      fmt::format("select {} from steps where run = ? and ordinal < ? order by ordinal",
                  select_list<StepRow>()),
      run, count);
  StepValues earlier(database.packer());
  std::vector<StepRow> steps;
  while (row.next()) {
    steps.push_back(read_row<StepRow>(row));
    earlier.resolve(steps.back());
    earlier.add(steps.back());
  }
  return steps;
}

std::int64_t names_of(Database& database, const StepRow& step) {
  database
      .query("insert or ignore into step_names (id, name, uses) values (?, ?, ?)", step.id,
             step.name, step.uses)
      .run();
  Query row = database.query("select number from step_names where id = ? and name = ? and uses = ?",
                             step.id, step.name, step.uses);
  row.next();
  return row.integer();
}

}  // namespace

void insert_step(Database& database, const RunId& run, const StepRow& step) {
  insert_row(database, step, ExtraColumn("run", run),
             ExtraColumn("names", names_of(database, step)));
}

void update_step(Database& database, const RunId& run, const StepRow& step) {
  StepValues earlier(database.packer());
  for (const StepRow& row : read_steps(database, run, step.ordinal)) earlier.add(row);
  update_row(database, earlier.with_references(step), " where run = ? and ordinal = ?", run,
             step.ordinal);
}

std::optional<std::pair<RunId, StepRow>> Records::step_with_key(std::string_view cache_key) const {
  Query row = impl_->database.query(
      "select run, ordinal from steps where cache_key = ? and status = 'succeeded' "
      "and cache_key <> x'' order by run desc limit 1");
  row.bind_hex(cache_key);
  if (!row.next()) return std::nullopt;
  const RunId run = row.named<RunId>();
  return std::pair(run, std::move(read_steps(impl_->database, run, row.small() + 1).back()));
}

std::vector<std::pair<RunId, StepRow>> Records::earlier_steps(const RunRow& run,
                                                              const StepRow& step,
                                                              int limit) const {
  Database& database = impl_->database;
  std::vector<std::pair<RunId, int>> found;
  const auto add = [&](Query& row) {
    while (row.next()) {
      const RunId id = row.named<RunId>();
      found.emplace_back(id, row.small());
    }
  };
  {
    Query equal = database.query(
        "select run, ordinal from steps where cache_key = ? and status = 'succeeded' "
        "and cache_key <> x'' and run < ? order by run desc limit ?");
    equal.bind_hex(step.cache_key);
    equal.bind(run.id);
    equal.bind(limit);
    add(equal);
  }
  {
    Query of_template = database.query(
        "select runs.id, ordinal from runs join steps on steps.run = runs.id "
        "where template_id = ? and runs.queued <= ? and runs.id < ? and cache_key <> x'' and names "
        "in (select number from step_names where id = ? and uses = ?) "
        "order by runs.queued desc, runs.id desc limit ?",
        run.template_id, run.queued, run.id, step.id, step.uses, limit);
    add(of_template);
  }
  std::vector<std::pair<RunId, StepRow>> steps;
  for (const auto& [id, ordinal] : found)
    steps.emplace_back(id, std::move(read_steps(database, id, ordinal + 1).back()));
  return steps;
}

std::vector<StepRow> Records::steps(const RunId& id) const {
  return read_steps(impl_->database, id, std::numeric_limits<int>::max());
}

}  // namespace limner::store
