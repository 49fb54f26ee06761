// Works on the rows of a batch that is in the store, with progress, and reports the result.
#pragma once

#include "app/batch/batch_work.hpp"
#include "app/batch/row_changes.hpp"
#include "cli/batch_reports.hpp"
#include "cli/render/batch_progress.hpp"
#include "cli/render/run_result.hpp"
#include "cli/session.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace limner::cli {

// What is shown and done for some rows of a batch in the store.
struct BatchTask {
  store::BatchRow batch;
  std::vector<int> ordinals;
  app::BatchOptions options;
  Money ceiling;                        // USD, of the rows that are missing
  std::optional<UsualTime> usual = {};  // of a row; none: that of earlier runs
  std::string fail_on;
  bool continues = true;  // also when the batch was canceled
  // The texts of each row's columns, in the order of `ordinals`; empty: those that the batch has.
  std::vector<nlohmann::json> columns = {};
  std::vector<std::string> column_order = {};
  std::optional<app::RowChanges> changes =
      {};  // of the file since it was submitted; none: not known
};

// The rows of the batch with these ordinals.
std::vector<store::BatchItem> items_of(const store::Records& records, const BatchId& batch,
                                       const std::vector<int>& ordinals);
// The ordinals of the rows that are not done.
std::vector<int> missing(const std::vector<store::BatchItem>& items);

struct BatchParts {
  const BatchReports& reports;
  ResultOptions result;
  const provider::Catalogue& catalogue;
  provider::Providers& providers;
  store::Records& records;
};

// Sets the session's exit code. Throws Error{interrupted} for a batch that was canceled, unless
// `continues`. A store that fails meanwhile is reported like any other end of the
// batch, as far as its rows can still be read.
void work_and_report(Session& session, const BatchTask& task, const BatchParts& parts);

}  // namespace limner::cli
