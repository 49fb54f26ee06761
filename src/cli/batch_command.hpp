// Runs the rows of a file, and continues a batch.
#pragma once

#include "app/batch/batch_work.hpp"
#include "cli/render/batch_progress.hpp"
#include "cli/run_command.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner::cli {

struct BatchFlags {
  std::string rows, format, range, key;
  std::vector<std::string> maps, matrix, where;
  std::optional<std::int64_t> limit, takes;
  bool skip_invalid = false;
  std::string max_failures;  // "N" or "P%"
  std::string fail_on = "any";
  std::string jobs = "auto";
  std::string junit, csv;  // files
};

// --rows, --matrix, --takes and the other flags of rows.
void add_row_flags(CLI::App& command, BatchFlags& flags);
// -j, --max-failures, --fail-on, --junit, --csv
void add_jobs_flags(CLI::App& command, BatchFlags& flags);

// Throws Error{usage} with `help` for a flag of rows, for a command that works on one run.
void refuse_row_flags(const BatchFlags& flags, std::string_view help);

// Throws Error{usage} for other flags of rows without --rows, --matrix or --takes.
bool has_rows(const BatchFlags& flags);

// The display for people, and with --jsonl the events as lines on stdout.
std::unique_ptr<BatchProgress> make_batch_progress(const Session& session, const BatchId& batch,
                                                   const BatchProgressOptions& options);

// Plans all rows, submits them, runs and reports; with --dry-run only plans and reports, with
// --detach only submits and starts a worker. `given`: the inputs that all rows have.
void run_rows(Session& session, const app::RunInputs& given, const RunFlags& flags,
              const BatchFlags& batch_flags);

// Does what is missing of a batch that is in the store.
void resume_batch(Session& session, const BatchId& id, const RunFlags& flags,
                  const BatchFlags& batch_flags, app::RetryPolicy retry);
// The same for a worker: of the rows `ordinals` only (empty: all), and after its keys are checked.
// `continues`: also a batch that was canceled; otherwise throws Error{interrupted} for one.
void work_on_batch(Session& session, const BatchId& id, std::vector<int> ordinals, bool continues,
                   const RunFlags& flags, const BatchFlags& batch_flags);

}  // namespace limner::cli
