// Verdicts of people: only added, and what an artifact and its run become by them.
#include "store/records.hpp"

namespace limner::store {

void Records::add_review(const ReviewRow& review, std::string_view status) {
  Database& database = impl_->database;
  database.write([&] {
    database
        .query("insert into reviews values (?, ?, ?, ?, ?, ?, ?, ?)", review.id, review.artifact,
               review.run, review.verdict, review.seen, review.reviewer, review.note, review.at)
        .run();
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
  Query row = impl_->database.query("select id, artifact, run, verdict, seen, reviewer, note, at "
                                    "from reviews where artifact = ? order by rowid",
                                    id);
  std::vector<ReviewRow> reviews;
  while (row.next()) {
    reviews.push_back({.id = row.named<ReviewId>(),
                       .artifact = row.named<ArtifactId>(),
                       .run = row.maybe(&Query::named<RunId>),
                       .verdict = row.text(),
                       .seen = row.named<Digest>(),
                       .reviewer = row.text(),
                       .note = row.text(),
                       .at = row.time()});
  }
  return reviews;
}

}  // namespace limner::store
