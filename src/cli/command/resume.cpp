// limner resume: continues an interrupted or failed run.
#include "app/report/json_output.hpp"
#include "app/resume_run.hpp"
#include "cli/render/run_result.hpp"
#include "cli/render/screen.hpp"
#include "cli/run_command.hpp"

#include <memory>

namespace limner::cli {

namespace {

struct ResumeOptions {
  std::string run;
  std::string retry{to_string(app::RetryPolicy::safe)};
  RunFlags flags;
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
  note(session, "no run to resume");
  if (session.flags.json) print_json(session, nullptr);
}

void resume_run(Session& session, const ResumeOptions& options) {
  if (!app::store_location(session).exists) {
    if (!options.run.empty()) app::records_to_look_up(session, options.run);
    return report_nothing_to_resume(session);
  }
  const store::Records records = app::open_records(session);
  const std::optional<store::RunRow> run = app::find_run_to_resume(
      records, options.run.empty() ? std::nullopt : std::optional(options.run));
  if (!run) return report_nothing_to_resume(session);
  if (!app::can_be_resumed(*run))
    return report_already_finished(session, *run, records, options.flags);
  const provider::Catalogue catalogue = app::load_catalogue(session);
  const app::ResumePlan resumed = app::plan_resume(
      session, records, *run, catalogue, parse_enum<app::RetryPolicy>(options.retry).value());
  RunFlags flags = options.flags;
  if (!flags.max_cost) flags.max_cost = resumed.plan.max_cost;
  const auto work = [&](const engine::RunEnv& env) {
    engine::resume(resumed.plan, run->id, env);
    return run->id;
  };
  run_and_report(session, resumed.remaining, catalogue, flags, work, run->id);
}

}  // namespace

void add_resume(CLI::App& app, Session& session) {
  const auto options = std::make_shared<ResumeOptions>();
  CLI::App* command =
      add_command(app, "resume", "Continue an interrupted or failed run",
                  {"limner resume", "limner resume 7qx2m9kd --retry all",
                   "limner resume 7qx2m9kd --replay recordings    # a replayed run"});
  command
      ->add_option("run", options->run,
                   "Id of a run (default: the newest that can be resumed). An offline run stays "
                   "offline; a replayed one needs --replay DIR again. The run's --max-cost "
                   "applies unless another is given")
      ->type_name("RUN");
  add_choice(*command, "--retry", options->retry, list_words<app::RetryPolicy, std::string>(),
             "Failed steps to retry: safe (those that were not billed), all, or none");
  add_result_flags(*command, options->flags);
  add_max_cost_flag(*command, options->flags);
  add_answer_flags(*command, options->flags);
  command->callback([options, &session] { resume_run(session, *options); });
}

}  // namespace limner::cli
