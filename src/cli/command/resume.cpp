// limner resume: continues an interrupted or failed run.
#include "app/image_inputs.hpp"
#include "app/report/json_output.hpp"
#include "app/wallet_settings.hpp"
#include "cli/render/run_result.hpp"
#include "cli/render/screen.hpp"
#include "cli/run_command.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <memory>

namespace limner::cli {

namespace {

struct ResumeOptions {
  std::string run, retry = "safe";
  RunFlags flags;
};

bool ended_early(const store::RunRow& run) {
  return run.status == store::RunStatus::failed || run.status == store::RunStatus::canceled ||
         run.status == store::RunStatus::in_doubt;
}

// The newest interrupted or failed run.
std::optional<RunId> wanted_run(const store::Records& records, const std::string& named) {
  if (!named.empty()) return records.find_run(named);
  for (const store::RunRow& run : records.runs({})) {
    if (ended_early(run)) return run.id;
  }
  return {};
}

// The template as the run recorded it, independent of the file.
templates::Template template_then(const store::Records& records, const store::RunRow& run) {
  const std::optional<store::TemplateVersion> version =
      records.template_version(run.template_digest);
  if (!version)
    throw Error(ErrorCode::store_damaged, "the template of run {} is not in the store",
                run.id.short_id());
  return templates::load_template({version->canonical, run.template_id}, step::step_signatures(),
                                  [](std::string_view) { return std::nullopt; });
}

engine::Plan plan_then(const Session& session, const store::Records& records,
                       const store::RunRow& run, const provider::Catalogue& catalogue) {
  app::ImageInputs references(session,
                              app::Purpose::run);  // all are artifacts: no file is read again
  return engine::plan_again(
      run, template_then(records, run), catalogue,
      {.replayed = !session.replay_directory.empty(),
       .has_wallet = app::has_wallet(session),
       .today = app::today(session),
       .picture = [&](const std::string& reference) { return references.take(reference); }});
}

// The step was billed without a usable result: repeating it is billed again.
bool would_pay_again(const store::Records& records, const RunId& run, int step) {
  bool has_paid = false;
  for (const store::CallRow& call : records.calls(run)) {
    if (call.step != step) continue;
    if (call.state != store::CallState::failed) return false;
    has_paid =
        has_paid || (call.billing_class == Billing::billed_unusable && !call.reserved.is_zero());
  }
  return has_paid;
}

[[noreturn]] void refuse_retry(const store::RunRow& run, const store::StepRow& step,
                               std::string_view why, std::string_view policy) {
  throw Error(ErrorCode::usage, "{} of run {} {}", step.name, run.id.short_id(), why)
      .with_help(
          fmt::format("retry it anyway: limner resume {} --retry {}", run.id.short_id(), policy));
}

void check_retry(const store::Records& records, const store::RunRow& run,
                 const store::StepRow& step, std::string_view policy) {
  if (step.status != store::StepStatus::failed || policy == "all") return;
  if (policy == "none") refuse_retry(run, step, "has failed", "safe");
  if (step.failure.value("code", "") == traits(ErrorCode::unsafe_image_request).name)
    refuse_retry(run, step, "was refused because of its prompt", "all");
  if (would_pay_again(records, run.id, step.ordinal))
    refuse_retry(run, step, "was already billed, and would be billed again", "all");
}

// Finished steps need no provider and no key.
engine::Plan rest_of(engine::Plan plan, std::size_t first) {
  for (std::size_t at = 0; at < first; ++at) plan.steps[at].skip = true;
  return plan;
}

// The result is printed even when another process has finished the run.
void report_already_finished(Session& session, const store::RunRow& run,
                             const store::Records& records, const RunFlags& flags) {
  note(session,
       fmt::format("run {} is already complete ({})", run.id.short_id(), to_string(run.status)));
  session.exit_code =
      print_result(session, app::load_run_report(records, run.id), app::open_blobs(session),
                   {.print = flags.print, .out = flags.out, .open = flags.open});
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
  const std::optional<RunId> id = wanted_run(records, options.run);
  if (!id) return report_nothing_to_resume(session);
  const store::RunRow run = records.run(*id).value();
  if (run.status == store::RunStatus::running || run.status == store::RunStatus::queued) {
    throw Error(ErrorCode::usage, "run {} is already running", run.id.short_id())
        .with_help(fmt::format("see its status: limner runs show {}", run.id.short_id()));
  }
  if (!ended_early(run)) return report_already_finished(session, run, records, options.flags);
  const provider::Catalogue catalogue = app::load_catalogue(session);
  const engine::Plan plan = plan_then(session, records, run, catalogue);
  const std::vector<store::StepRow> steps = records.steps(*id);
  const std::size_t first = engine::first_missing(plan, steps).value_or(steps.size());
  if (first < steps.size()) check_retry(records, run, steps[first], options.retry);
  const auto work = [&](const engine::RunEnv& env) {
    engine::resume(plan, *id, env);
    return *id;
  };
  run_and_report(session, rest_of(plan, first), catalogue, options.flags, work, id);
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
                   "offline; a replayed one needs --replay DIR again")
      ->type_name("RUN");
  add_choice(*command, "--retry", options->retry, {"safe", "all", "none"},
             "Failed steps to retry: safe (those that were not billed), all, or none");
  add_result_flags(*command, options->flags);
  add_max_cost_flag(*command, options->flags);
  command->callback([options, &session] { resume_run(session, *options); });
}

}  // namespace limner::cli
