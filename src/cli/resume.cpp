// limner resume: what is missing in a run that ended early.
#include "cli/make_run.hpp"
#include "cli/money_settings.hpp"
#include "cli/references.hpp"
#include "cli/run_result.hpp"
#include "cli/screens.hpp"
#include "cli/shapes.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <memory>

namespace limner {

namespace {

struct ResumeOptions {
  std::string run, retry = "safe";
  RunFlags flags;
};

bool ended_early(const RunRow& run) {
  return run.status == "failed" || run.status == "canceled" || run.status == "in_doubt";
}

// The newest that ended early, when none is named.
std::optional<RunId> wanted_run(const Records& records, const std::string& named) {
  if (!named.empty()) return records.find_run(named);
  for (const RunRow& run : records.runs({})) {
    if (ended_early(run)) return run.id;
  }
  return {};
}

// The template as it was then, whatever has become of its file.
Template template_then(const Records& records, const RunRow& run) {
  const std::optional<TemplateVersion> version = records.template_version(run.template_digest);
  if (!version)
    throw Error(ErrorCode::store_damaged, "the template of run {} is not in the store",
                run.id.brief());
  return load_template({version->canonical, run.template_id}, step_shapes(),
                       [](std::string_view) { return std::nullopt; });
}

Plan plan_then(const Session& session, const Records& records, const RunRow& run,
               const Catalogue& catalogue) {
  References references(session, Purpose::run);  // all are artifacts: nothing is read anew
  return plan_again(
      run, template_then(records, run), catalogue,
      {.replayed = !session.flags.replay.empty(),
       .has_wallet = has_wallet(session),
       .today = today(session),
       .picture = [&](const std::string& reference) { return references.take(reference); }});
}

// Paid for, answered, and of no use: what is done once more is paid for once more.
bool would_pay_again(const Records& records, const RunId& run, int step) {
  bool has_paid = false;
  for (const CallRow& call : records.calls(run)) {
    if (call.step != step) continue;
    if (call.state != "failed") return false;
    has_paid = has_paid ||
               (call.billing_class == word(Billing::billed_unusable) && !call.reserved.is_zero());
  }
  return has_paid;
}

[[noreturn]] void refuse_retry(const RunRow& run, const StepRow& step, std::string_view why,
                               std::string_view policy) {
  throw Error(ErrorCode::usage, "{} of run {} {}", step.name, run.id.brief(), why)
      .with_help(fmt::format("try it again all the same: limner resume {} --retry {}",
                             run.id.brief(), policy));
}

void check_retry(const Records& records, const RunRow& run, const StepRow& step,
                 std::string_view policy) {
  if (step.status != "failed" || policy == "all") return;
  if (policy == "none") refuse_retry(run, step, "has failed", "safe");
  if (step.failure.value("code", "") == traits(ErrorCode::unsafe_image_request).name)
    refuse_retry(run, step, "was refused for what its prompt says", "all");
  if (would_pay_again(records, run.id, step.ordinal))
    refuse_retry(run, step, "was paid for, and would be paid for again", "all");
}

// What is done needs no provider and no key.
Plan rest_of(Plan plan, std::size_t first) {
  for (std::size_t at = 0; at < first; ++at) plan.steps[at].skip = true;
  return plan;
}

// A script that resumes gets the result of the run, whoever has finished it.
void report_already_finished(Session& session, const RunRow& run, const Records& records,
                             const RunFlags& flags) {
  note(session, fmt::format("nothing is missing in run {} ({})", run.id.brief(), run.status));
  session.exit_code = print_result(session, read_run(records, run.id), open_blobs(session),
                                   {.print = flags.print, .out = flags.out, .open = flags.open});
}

void report_nothing_to_resume(const Session& session) {
  note(session, "no run has ended early");
  if (session.flags.json) print_json(session, nullptr);
}

void resume_run(Session& session, const ResumeOptions& options) {
  if (!store_place(session).exists) {
    if (!options.run.empty()) records_to_look_up(session, options.run);
    return report_nothing_to_resume(session);
  }
  const Records records = open_records(session);
  const std::optional<RunId> id = wanted_run(records, options.run);
  if (!id) return report_nothing_to_resume(session);
  const RunRow run = records.run(*id).value();
  if (run.status == "running" || run.status == "queued") {
    throw Error(ErrorCode::usage, "run {} is being worked on", run.id.brief())
        .with_help(fmt::format("see how it stands: limner runs show {}", run.id.brief()));
  }
  if (!ended_early(run)) return report_already_finished(session, run, records, options.flags);
  const Catalogue catalogue = load_catalogue(session);
  const Plan plan = plan_then(session, records, run, catalogue);
  const std::vector<StepRow> steps = records.steps(*id);
  const std::size_t first = first_missing(plan, steps).value_or(steps.size());
  if (first < steps.size()) check_retry(records, run, steps[first], options.retry);
  const auto work = [&](const RunEnv& env) {
    resume(plan, *id, env);
    return *id;
  };
  carry_out(session, rest_of(plan, first), catalogue, options.flags, work, id);
}

}  // namespace

void add_resume(CLI::App& app, Session& session) {
  const auto options = std::make_shared<ResumeOptions>();
  CLI::App* command =
      add_command(app, "resume", "Do what is missing in a run that ended early",
                  {"limner resume", "limner resume 7qx2m9kd --retry all",
                   "limner resume 7qx2m9kd --replay recordings    # a run that was replayed"});
  command
      ->add_option("run", options->run,
                   "Id of a run (default: the newest that ended early). An offline run stays "
                   "offline; a replayed one needs --replay DIR again")
      ->type_name("RUN");
  add_choice(*command, "--retry", options->retry, {"safe", "all", "none"},
             "Which failed steps are tried again: those that cost nothing, all, or none");
  add_result_flags(*command, options->flags);
  add_max_cost_flag(*command, options->flags);
  command->callback([options, &session] { resume_run(session, *options); });
}

}  // namespace limner
