// Works on the rows of a batch: starts their runs, and continues those that were interrupted.
#pragma once

#include "app/batch/run_stops.hpp"
#include "app/resume_run.hpp"
#include "app/run_settings.hpp"

#include <limner/engine/batch.hpp>

#include <optional>
#include <string>
#include <vector>

namespace limner::app {

struct BatchOptions {
  std::vector<int> ordinals = {};  // of the rows to work on
  int jobs = 1;                    // runs at once
  engine::BatchLimits limits = {};
  RetryPolicy retry = RetryPolicy::safe;  // of runs that have failed
  Millis max_wait = engine::default_max_wait;
  Millis grace = engine::default_grace;
  RunStops* stops = nullptr;  // of single rows; may be null
};

// One connection to the store, for one thread.
struct StoreConnection {
  explicit StoreConnection(const Context& context)
      : records(open_records(context)), blobs(open_blobs(context)) {}

  store::Records records;
  store::BlobStore blobs;
};

// Events of rows. Called from the thread that works on the row.
class BatchSink {
 public:
  virtual ~BatchSink() = default;
  virtual void on(const store::BatchItem& item, const engine::Event& event) noexcept = 0;
  // The run of the row has ended. `connection` is that of this thread.
  virtual void on_end(const store::BatchItem& item, const RunId& run,
                      StoreConnection& connection) = 0;
  // The row could not start, or its run not go on.
  virtual void on_refusal(const store::BatchItem& item, const Error& error) noexcept = 0;
};

// The settings of the row: those of its batch, and its own.
RunSettings settings_of(RunSettings settings, const store::BatchItem& item);

// Works on the rows of the options that have not succeeded, and blocks until all have ended or the
// batch has: then the other rows stay queued, and why is returned. A stop that is
// requested interrupts the runs. Rows that another process works on are left to it. Throws the
// errors of the store, and what `sink` throws.
std::optional<Error> work_on_batch(const Context& context, const store::BatchRow& batch,
                                   const BatchOptions& options,
                                   const provider::Catalogue& catalogue,
                                   provider::Providers& providers, BatchSink& sink);

}  // namespace limner::app
