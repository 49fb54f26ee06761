// limner resume: continues an interrupted or failed run, or does what is missing of a batch.
#include "app/named_work.hpp"
#include "app/report/json_output.hpp"
#include "app/resume_run.hpp"
#include "cli/batch_command.hpp"
#include "cli/render/run_result.hpp"
#include "cli/render/screen.hpp"

#include <memory>

namespace limner::cli {

namespace {

struct ResumeOptions {
  std::string id;  // of a run or a batch
  std::string retry{to_string(app::RetryPolicy::safe)};
  RunFlags flags;
  BatchFlags rows;
};

// The result is printed even when another process has finished the run.
void report_already_finished(Session& session, const store::RunRow& run,
                             const store::Records& records, const RunFlags& flags) {
  note(session,
       fmt::format("run {} is already complete ({})", run.id.short_id(), to_string(run.status)));
  session.exit_code = print_result(
      session, app::load_run_report(records, run.id), app::open_blobs(session),
      {.print = flags.print, .target = export_target(session, flags), .open = flags.open});
}

void report_nothing_to_resume(const Session& session) {
  note(session, "nothing to resume");
  if (session.flags.json) print_json(session, nullptr);
}

void resume_one(Session& session, const ResumeOptions& options, const store::RunRow& run,
                const store::Records& records) {
  refuse_row_flags(options.rows, "leave it out: this is a run, not a batch");
  if (!app::can_be_resumed(run))
    return report_already_finished(session, run, records, options.flags);
  resume_run(session, run, records, options.flags,
             parse_enum<app::RetryPolicy>(options.retry).value());
}

// Without an id: the newest run that can be resumed, with the batch that it is a row of, else the
// newest batch with rows that have not started.
void resume(Session& session, const ResumeOptions& options) {
  if (!app::store_location(session).exists) {
    if (!options.id.empty()) app::records_to_look_up(session, options.id);
    return report_nothing_to_resume(session);
  }
  const store::Records records = app::open_records(session);
  const auto resume_rows = [&](const BatchId& batch) {
    resume_batch(session, batch, options.flags, options.rows,
                 parse_enum<app::RetryPolicy>(options.retry).value());
  };
  if (!options.id.empty()) {
    const app::WorkId id = app::find_work(records, options.id);
    if (const auto* batch = std::get_if<BatchId>(&id)) return resume_rows(*batch);
  }
  const std::optional<store::RunRow> run = app::find_run_to_resume(
      records, options.id.empty() ? std::nullopt : std::optional(options.id));
  if (!options.id.empty()) return resume_one(session, options, *run, records);
  if (run) {
    if (const auto batch = records.batch_of(run->id)) return resume_rows(*batch);
    return resume_one(session, options, *run, records);
  }
  const std::vector<store::BatchRow> newest = records.batches(1);
  if (newest.empty() || records.count_items(newest.front().id).queued == 0)
    return report_nothing_to_resume(session);
  resume_rows(newest.front().id);
}

}  // namespace

void add_resume(CLI::App& app, Session& session) {
  const auto options = std::make_shared<ResumeOptions>();
  CLI::App* command =
      add_command(app, "resume", "Continue an interrupted or failed run, or a batch",
                  {"limner resume", "limner resume 7qx2m9kd --retry all",
                   "limner resume 7qx2m9kd --replay recordings    # a replayed run"});
  command
      ->add_option("id", options->id,
                   "Id of a run or a batch (default: the newest that can be resumed). An offline "
                   "run stays offline; a replayed one needs --replay DIR again. The --max-cost of "
                   "the run or batch applies unless another is given")
      ->type_name("ID");
  add_choice(*command, "--retry", options->retry, list_words<app::RetryPolicy, std::string>(),
             "Failed steps to retry: safe (those that were not billed), all, or none");
  add_result_flags(*command, options->flags);
  add_max_cost_flag(*command, options->flags);
  add_answer_flags(*command, options->flags);
  add_jobs_flags(*command, options->rows);
  command->callback([options, &session] {
    open_log(session, options->flags.log_file);
    resume(session, *options);
  });
}

}  // namespace limner::cli
