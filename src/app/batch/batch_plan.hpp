// The plan of a batch: the rows that get a run, what they may cost, and their place in the store.
#pragma once

#include "app/batch/row_check.hpp"
#include "app/run_settings.hpp"

#include <limner/engine/cost_forecast.hpp>
#include <limner/enum_text.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace limner::app {

// What is left to do for a row, as far as it is known before its run.
enum class RowWork {
  full,           // every step is executed
  partly_reused,  // earlier runs have the results of some steps
  reused,         // earlier runs have all results: the row costs nothing
  made            // its batch has it already
};
constexpr EnumWords<RowWork::made> enum_words(RowWork) {
  return {"new", "partlyReused", "reused", "made"};
}

struct ReusedStep {
  std::string id;
  engine::StepReuse from;
};

struct PlannedRow {
  RowWork work = RowWork::full;
  Money estimate;                       // USD, of what is left, at most
  std::vector<ReusedStep> reused = {};  // steps that are not executed; of a made row none
};

struct BatchPlan {
  templates::Template workflow;
  RunSettings settings;
  std::string name;                     // of the file of rows
  std::string identity;                 // as BatchRow::identity; of takes alone with their inputs
  std::vector<store::BatchItem> items;  // without ordinals; with pictures, without digests
  std::vector<PlannedRow> rows;         // of each of them
  // Of the first row that is not reused or made, else of the first; for checks of providers and
  // for display.
  std::optional<engine::Plan> first;
  engine::CostForecast forecast{.low = Money(), .likely = Money()};  // of what is left
  std::optional<Millis> usual;              // time of a run of the template; none: it has none yet
  std::optional<BatchId> joins;             // the batch that these rows are added to
  std::vector<store::BatchItem> before;     // its rows, with `content` null
  std::optional<store::OnceKey> once = {};  // of --once-per

  std::int64_t count(RowWork work) const;
  bool has_work() const;  // rows that are neither reused nor made
  Money estimate() const;
  Money saved() const;  // USD: what the reused steps cost when they were executed
};

// The rows to plan.
struct RowsToPlan {
  const RowTable& table;
  std::vector<CheckedRow>& rows;         // those that cannot be planned get problems
  const std::vector<std::string>& used;  // columns whose text is kept, for the names of files
};

// Plans the run of each row, so that what a run would refuse is known before any starts, and finds
// what the batch and earlier runs have of it: one query for a row that is new. Files of earlier
// results are looked at, not read; pictures of rows are not known to the batch before they are
// stored. Rows that cannot be planned get no item; throws what concerns every row. Writes and sends
// nothing.
BatchPlan plan_batch(const Context& context, const templates::Template& workflow,
                     const RunSettings& settings, const RowsToPlan& given,
                     const provider::Catalogue& catalogue, const provider::Providers& providers);

// Stores the pictures that rows name as artifacts, then the batch with its rows.
store::SubmittedBatch submit_batch(const Context& context, BatchPlan& plan,
                                   std::optional<Money> max_cost,
                                   const provider::Catalogue& catalogue, store::Records& records,
                                   store::BlobStore& blobs);

// The plan of a row in the store, as its run will have it.
engine::Plan plan_row(const Context& context, const store::Records& records,
                      const store::BatchRow& batch, int ordinal,
                      const provider::Catalogue& catalogue);

}  // namespace limner::app
