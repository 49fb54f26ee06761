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

}  // namespace limner::store
