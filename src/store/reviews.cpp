// Verdicts of people: only added, and what an artifact and its run become by them.
#include "store/records.hpp"
#include "store/row_sql.hpp"

namespace limner::store {

void Records::add_review(const ReviewRow& review, ArtifactStatus status) {
  Database& database = impl_->database;
  database.write([&] {
    insert_row(database, review);
    database.query("update artifacts set status = ? where id = ?", status, review.artifact).run();
    // A run that failed stays failed, whatever people think of what it left.
    database
        .query("update runs set status = "
               "(select case when max(status = 'review') then 'review' "
               "when max(status = 'rejected') then 'rejected' else 'approved' end "
               "from artifacts where run = runs.id and status <> 'superseded') "
               "where id = (select run from artifacts where id = ?) "
               "and status in ('review', 'completed', 'approved', 'rejected')",
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
