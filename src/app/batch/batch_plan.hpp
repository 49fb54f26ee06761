// The plan of a batch: the rows that get a run, what they may cost, and their place in the store.
#pragma once

#include "app/batch/row_check.hpp"
#include "app/run_settings.hpp"

#include <optional>
#include <string>
#include <vector>

namespace limner::app {

struct BatchPlan {
  templates::Template workflow;
  RunSettings settings;
  std::string name;                     // of the file of rows
  std::string identity;                 // as BatchRow::identity; of takes alone with their inputs
  std::vector<store::BatchItem> items;  // without ordinals; with pictures, without digests
  std::vector<Money> estimates;         // USD, of each of them, at most
  std::optional<engine::Plan> first;    // of the first row, for checks of providers and for display
};

// Plans the run of each row, so that what a run would refuse is known before any starts. Rows that
// cannot be planned get problems, and no item; throws what concerns every row. Writes and sends
// nothing. `used`: columns whose text is kept with the row, for the names of files.
BatchPlan plan_batch(const Context& context, const templates::Template& workflow,
                     const RunSettings& settings, const RowTable& table,
                     std::vector<CheckedRow>& rows, const std::vector<std::string>& used,
                     const provider::Catalogue& catalogue);

// Stores the pictures that rows name as artifacts, then the batch with its rows.
store::SubmittedBatch submit_batch(const Context& context, BatchPlan& plan,
                                   std::optional<Money> max_cost,
                                   const provider::Catalogue& catalogue, store::Records& records,
                                   store::BlobStore& blobs,
                                   const std::optional<store::OnceKey>& once = {});

// The plan of a row in the store, as its run will have it.
engine::Plan plan_row(const Context& context, const store::Records& records,
                      const store::BatchRow& batch, int ordinal,
                      const provider::Catalogue& catalogue);

// The most that the rows may cost that are not made yet, as far as that is known before the
// pictures of the rows are read. Null records: none is made. Reads only.
Money missing_cost(const Context& context, const BatchPlan& plan, const store::Records* records);

}  // namespace limner::app
