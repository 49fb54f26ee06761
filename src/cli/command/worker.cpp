// limner worker: works on a run or batch that was submitted with --detach.
#include "cli/batch_command.hpp"
#include "cli/detach.hpp"
#include "cli/launch.hpp"
#include "cli/render/screen.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <memory>

namespace limner::cli {

namespace {

struct WorkerOptions {
  std::string run, batch, ordinals;
  bool continues = false;
  bool reports_ready = false;
  RunFlags flags;
  BatchFlags rows;
};

void work_on_run(Session& session, const WorkerOptions& options) {
  const store::Records records = app::records_to_look_up(session, options.run);
  const store::RunRow run = records.run(records.find_run(options.run)).value();
  const bool may_work =
      options.continues ? app::can_be_resumed(run) : run.status == store::RunStatus::queued;
  if (!may_work) {
    throw Error(ErrorCode::usage, "run {} is {}", run.id.short_id(), to_string(run.status))
        .with_help(fmt::format("continue a run: limner resume {}", run.id.short_id()));
  }
  resume_run(session, run, records, options.flags, app::RetryPolicy::safe);
}

void work_on_rows(Session& session, const WorkerOptions& options) {
  const store::Records records = app::records_to_look_up(session, options.batch);
  const BatchId batch = records.find_batch(options.batch);
  const std::vector<int> ordinals = parse_ordinals(options.ordinals);
  if (!ordinals.empty()) records.batch_item({batch, std::ranges::max(ordinals)});  // or throws
  work_on_batch(session, batch, ordinals, options.continues, options.flags, options.rows);
}

void run_worker(Session& session, const WorkerOptions& options) {
  if (options.run.empty() == options.batch.empty()) {
    throw Error(ErrorCode::usage, "limner worker needs --run RUN or --batch BATCH")
        .with_help("to continue a run or batch: limner resume ID");
  }
  if (options.reports_ready) session.on_ready = report_ready;
  if (!options.run.empty()) return work_on_run(session, options);
  work_on_rows(session, options);
}

}  // namespace

void add_worker(CLI::App& app, Session& session) {
  const auto options = std::make_shared<WorkerOptions>();
  CLI::App* command =
      add_command(app, "worker", "Work on a submitted run or batch: what run --detach starts",
                  {"limner worker --run 7qx2m9kd", "limner worker --batch 5q0r7hja -j 8"});
  command->add_option("--run", options->run, "The queued run")->type_name("RUN");
  command->add_option("--batch", options->batch, "The batch")->type_name("BATCH");
  command
      ->add_option("--ordinals", options->ordinals,
                   "Only these rows of the batch, counted from 0: 0-2,5")
      ->type_name("ROWS");
  command->add_flag("--continue", options->continues,
                    "Also a run that has failed, or a batch that was canceled");
  command
      ->add_flag("--report-ready", options->reports_ready,
                 "Say through stdin when the work has begun: for --detach")
      ->group("");
  add_result_flags(*command, options->flags);
  add_answer_flags(*command, options->flags);
  add_jobs_flags(*command, options->rows);
  command->callback([options, &session] { run_worker(session, *options); });
}

}  // namespace limner::cli
