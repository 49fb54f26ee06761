// The flags of commands that start a run, and their execution.
#pragma once

#include "app/exports.hpp"
#include "app/resume_run.hpp"
#include "app/run_inputs.hpp"
#include "app/run_settings.hpp"
#include "cli/command/commands.hpp"
#include "cli/render/progress.hpp"

#include <functional>
#include <memory>

namespace limner::cli {

// Flags of every command that starts a run.
struct RunFlags {
  std::vector<std::string> models, tags;
  std::string charge;
  std::optional<std::int64_t> seed, take;
  bool again = false;
  std::optional<Money> max_cost;
  std::optional<Millis> max_wait, grace;
  std::vector<std::string> fresh;
  bool no_cache = false;
  bool strict = false;
  bool allow_ignored = false;
  bool send_original = false;
  bool dry_run = false;
  std::string print = "path";
  std::string out, name, log_file;
  bool overwrite = false;
  bool open = false;
  bool detach = false;
  std::string once_per;         // as written; empty: not given
  std::string format{"tasks"};  // of the document that --detach prints
};

void add_result_flags(CLI::App& command,
                      RunFlags& flags);  // --out, --name, --overwrite, --print, --open, --log-file
// -i, --image; `about` is what the pictures are for.
CLI::Option* add_reference_flag(CLI::App& command, std::vector<std::string>& images,
                                std::string_view about);
// --model, --seed, --allow-ignored, --send-original, --take, --again, --fresh, --no-cache, --tag
// and those of add_answer_flags()
void add_making_flags(CLI::App& command, RunFlags& flags);
void add_cache_flags(CLI::App& command, RunFlags& flags);  // --fresh, --no-cache
void add_max_cost_flag(CLI::App& command, RunFlags& flags);
void add_answer_flags(CLI::App& command, RunFlags& flags);  // --max-wait, --grace, --strict
void add_money_flags(CLI::App& command, RunFlags& flags);   // --max-cost, --charge, --dry-run
void add_detach_flags(CLI::App& command, RunFlags& flags);  // --detach, --format, --once-per

// Of --out, --name and --overwrite; none: nothing is exported. Throws as app::export_target().
std::optional<app::ExportTarget> export_target(const Session& session, const RunFlags& flags);

// Asks when `most` is above the setting confirm_usd, unless --yes or --max-cost is given. Throws
// Error{usage} without a terminal, and Error{interrupted} when the answer is no.
void confirm_cost(const Session& session, Money most, const RunFlags& flags);

// One line about the answers of processes that died, which are fetched now.
void collect_pending_answers(const Session& session, const engine::Plan& plan,
                             const provider::Catalogue& catalogue, provider::Providers& providers,
                             store::Records& records, const std::optional<RunId>& own);

// The options that `flags` and settings give. Throws Error{usage} for models and tags of another
// form.
app::RunSettings run_settings(const Session& session, const RunFlags& flags);

// The display for people, and with --jsonl the events as lines on stdout.
std::unique_ptr<Progress> make_progress(const Session& session, const ProgressOptions& options);

// Of --out, --name and --overwrite, checked against what the plan will make.
std::optional<app::ExportTarget> checked_target(const Session& session, const RunFlags& flags,
                                                const engine::Plan& plan);

// Continues a run that can be resumed, and reports. A queued run is claimed first: throws
// Error{usage} when it was canceled, or another process works on it.
void resume_run(Session& session, const store::RunRow& run, const store::Records& records,
                const RunFlags& flags, app::RetryPolicy retry);

// Plans, checks, runs and reports; with --dry-run only plans and reports, with --detach only
// submits and starts a worker.
void run_from_flags(Session& session, const app::RunInputs& given, const RunFlags& flags);

// Runs `work` with providers, store and progress, and reports the result. `own`: the
// run that is resumed.
void run_and_report(Session& session, const engine::Plan& plan,
                    const provider::Catalogue& catalogue, const RunFlags& flags,
                    const std::function<RunId(const engine::RunEnv&)>& work,
                    const std::optional<RunId>& own = {});

}  // namespace limner::cli
