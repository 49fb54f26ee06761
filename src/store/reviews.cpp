// Reviews, and the statuses of artifacts and runs that follow from them.
#include "store/records.hpp"
#include "store/row_sql.hpp"

namespace limner::store {

void Records::add_review(const ReviewRow& review, ArtifactStatus status) {
  Database& database = impl_->database;
  database.write([&] {
    insert_row(database, review);
    database.query("update artifacts set status = ? where id = ?", status, review.artifact).run();
    // The status of a failed run does not change.
    database
        .query(fmt::format("update runs set status = "
                           "(select case when max(status = ?1) then ?2 "
                           "when max(status = ?3) then ?4 else ?5 end "
                           "from artifacts where run = runs.id and status <> ?6) "
                           "where id = (select run from artifacts where id = ?7) "
                           "and status in {}",
                           successful_runs),
               ArtifactStatus::review, RunStatus::review, ArtifactStatus::rejected,
               RunStatus::rejected, RunStatus::approved, ArtifactStatus::superseded,
               review.artifact)
        .run();
  });
}

std::vector<ReviewRow> Records::reviews(const ArtifactId& id) const {
  Query row =
      impl_->database.query(fmt::format("select {} from reviews where artifact = ? order by rowid",
                                        select_list<ReviewRow>()),
                            id);
  return read_rows<ReviewRow>(row);
}

}  // namespace limner::store
