// Steps: one row each, written when its run begins and whenever it changes.
#include "store/records.hpp"
#include "store/row_sql.hpp"

namespace limner::store {

void insert_step(Database& database, const RunId& run, const StepRow& step) {
  insert_row(database, step, ExtraColumn("run", run));
}

void update_step(Database& database, const RunId& run, const StepRow& step) {
  update_row(database, step, " where run = ? and ordinal = ?", run, step.ordinal);
}

std::vector<StepRow> Records::steps(const RunId& id) const {
  Query row = impl_->database.query(
      fmt::format("select {} from steps where run = ? order by ordinal", select_list<StepRow>()),
      id);
  return read_rows<StepRow>(row);
}

std::optional<std::pair<RunId, StepRow>> Records::step_with_key(std::string_view cache_key) const {
  Query row = impl_->database.query(
      fmt::format("select {}, run from steps where cache_key = ? and status = 'succeeded' "
                  "order by rowid desc limit 1",
                  select_list<StepRow>()),
      cache_key);
  if (!row.next()) return std::nullopt;
  StepRow step = read_row<StepRow>(row);
  return std::pair(row.named<RunId>(), std::move(step));
}

}  // namespace limner::store
