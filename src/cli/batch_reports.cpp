#include "cli/batch_reports.hpp"

#include <limner/error.hpp>

namespace limner::cli {

BatchReports::BatchReports(const Session& session, const BatchFlags& flags) {
  if (!flags.junit.empty()) junit_.emplace(session.directory, "--junit", flags.junit);
  if (!flags.csv.empty()) csv_.emplace(session.directory, "--csv", flags.csv);
}

void BatchReports::write(const std::vector<app::RowReport>& rows,
                         const app::RowTableHead& head) const {
  std::optional<Error> failure;
  try {
    if (junit_) junit_->write(app::rows_junit(rows, head));
  } catch (const Error& error) {
    failure = error;
  }
  if (csv_) csv_->write(app::rows_csv(rows, head));
  if (failure) throw Error(*failure);
}

void RowResults::add(const RunId& run, const std::vector<HandedPicture>& pictures) {
  if (pictures.empty()) return;
  const std::lock_guard guard(mutex_);
  pictures_.insert_or_assign(run, pictures.front());
}

void RowResults::add_refusal(int ordinal, const Error& error) {
  const std::lock_guard guard(mutex_);
  refusals_.insert_or_assign(ordinal, std::pair(error.code(), std::string(error.what())));
}

void RowResults::complete(app::RowReport& row, int ordinal) const {
  const std::lock_guard guard(mutex_);
  const auto refusal = refusals_.find(ordinal);
  if (!row.run && refusal != refusals_.end()) {
    row.code = traits(refusal->second.first).name;
    row.failure = refusal->second.second;
  }
  const auto picture = row.run ? pictures_.find(*row.run) : pictures_.end();
  if (picture == pictures_.end()) return;
  if (row.artifact.empty()) row.artifact = picture->second.artifact.str();
  row.path = picture->second.path.string();
}

std::int64_t RowResults::refused() const {
  const std::lock_guard guard(mutex_);
  return static_cast<std::int64_t>(refusals_.size());
}

}  // namespace limner::cli
