// Plans, checks and runs a template, and reports the result.
#include "cli/run_command.hpp"

#include "app/image_inputs.hpp"
#include "app/limits.hpp"
#include "app/pending_answers.hpp"
#include "app/provider_check.hpp"
#include "app/stop_request_watch.hpp"
#include "app/wallet_settings.hpp"
#include "app/work_limits.hpp"
#include "cli/detach.hpp"
#include "cli/render/format.hpp"
#include "cli/render/run_plan.hpp"
#include "cli/render/run_result.hpp"
#include "cli/render/screen.hpp"
#include "cli/signals.hpp"

#include <limner/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <utility>

namespace limner::cli {

namespace {

engine::Plan plan_for(const Session& session, const app::RunInputs& given, const RunFlags& flags,
                      const provider::Catalogue& catalogue, app::ImageInputs& references) try {
  return app::plan_run(session, given.workflow, given.intake, run_settings(session, flags),
                       catalogue, references, app::has_wallet(session));
} catch (const Error& error) {
  throw app::with_positions(error, given);
}

// One more than that of any run with the same template and intake.
std::int64_t next_take(const Session& session, const engine::Plan& plan) {
  const std::optional<store::Records> records = app::existing_records(session);
  return records ? records->highest_take(plan.workflow.id, plan.intake) + 1 : 1;
}

// Checks open requests, spending limits and the wallet before anything starts.
void refuse_early(const Session& session, const engine::Plan& plan) {
  if (plan.offline || plan.replayed) return;
  const std::optional<store::Records> records = app::existing_records(session);
  if (records) engine::refuse_repeated_requests(plan, *records);
  engine::check_spending_limits(plan, records ? &*records : nullptr,
                                app::wallet_options_of(session), session.clock.now());
}

PlanForecast forecast_of(const Session& session, const engine::Plan& plan) {
  const std::optional<store::Records> records = app::existing_records(session);
  PlanForecast forecast{.cost = engine::CostHistory(records ? &*records : nullptr).forecast(plan),
                        .usual = {}};
  if (records) forecast.usual = records->usual_duration(plan.workflow.id);
  return forecast;
}

// The number of artifacts, as far as the plan knows it.
bool creates_artifacts(const engine::PlannedStep& step) {
  return step.spec.uses == "artifact.create";
}

// Whether earlier runs have made all pictures of the plan.
bool are_pictures_made(const engine::Plan& plan) {
  return std::ranges::any_of(plan.steps, creates_artifacts) &&
         std::ranges::all_of(plan.steps, [](const engine::PlannedStep& step) {
           return !creates_artifacts(step) || step.reuse;
         });
}

int planned_pictures(const engine::Plan& plan) {
  int artifacts = 0, most = 1;
  for (const engine::PlannedStep& step : plan.steps) {
    if (step.skip.value_or(false)) continue;
    if (creates_artifacts(step)) ++artifacts;
    if (!step.operation) continue;
    if (const auto* generate = std::get_if<provider::GenerateImage>(&*step.operation))
      most = std::max(most, generate->count);
  }
  return std::max(artifacts, most);
}

std::unique_ptr<Progress> progress_for(const Session& session, const engine::Plan& plan) {
  ProgressOptions options{.ceiling = plan.estimate()};
  for (const engine::PlannedStep& step : plan.steps) options.steps.push_back(step.spec.name);
  return make_progress(session, options);
}

// Runs `work` with progress; a signal, and `limner runs cancel`, request a stop.
RunId stoppable(Session& session, const engine::Plan& plan, store::Records& records,
                const std::function<RunId(engine::EventSink&)>& work) {
  SignalHandler signals(session.stop);
  const auto progress = progress_for(session, plan);
  const bool is_paid = std::ranges::any_of(plan.steps, [](const engine::PlannedStep& step) {
    return step.model && !step.skip.value_or(false) && !step.estimate.value_or(Money()).is_zero();
  });
  std::atomic<bool> is_canceled = false;
  const std::stop_callback on_stop(session.stop.get_token(), [&progress, &is_canceled, is_paid] {
    progress->say(fmt::format("{}stopping after the current step{}{}",
                              is_canceled ? "canceled by another process: " : "",
                              is_paid ? ", which may wait for a paid answer" : "",
                              is_canceled ? "" : " (press Ctrl-C again to quit now)"));
  });
  const auto cancel = [&session, &is_canceled](const RunId&) {
    is_canceled = true;
    session.stop.request_stop();
  };
  const app::StopRequestWatch watch(session, {.owner = records.worker_id(), .on_run = cancel});
  RunId id = work(*progress);
  session.signal = signals.caught();
  return id;
}

// Asks on the terminal. Without a terminal the answer is "no".
std::function<bool(const store::CallRow&)> ask_to_pay_again(const Session& session) {
  return [&session](const store::CallRow& call) {
    if (!session.err.terminal) return false;
    session.err.text << fmt::format("{} may have been billed ({}), but no answer was received.\n"
                                    "Send it again and count the first request as billed? [y/N] ",
                                    plain(call.model), dollars(call.reserved))
                     << std::flush;
    std::string answer;
    std::getline(session.in, answer);
    return answer == "y" || answer == "yes";
  };
}

// The number of calls with one outcome, and a command for the first of them.
struct Share {
  std::string_view words;
  int count = 0;
  std::string command;

  void add(std::string what) {
    if (++count == 1) command = std::move(what);
  }
};

}  // namespace

std::optional<app::ExportTarget> checked_target(const Session& session, const RunFlags& flags,
                                                const engine::Plan& plan) {
  std::optional<app::ExportTarget> target = export_target(session, flags);
  if (target) {
    app::check_export(*target, {.intake = plan.intake,
                                .title = plan.title(),
                                .take = plan.take,
                                .pictures = planned_pictures(plan),
                                .are_made = are_pictures_made(plan)});
  }
  return target;
}

std::optional<app::ExportTarget> export_target(const Session& session, const RunFlags& flags) {
  return app::export_target(session.directory, flags.out, flags.name, flags.overwrite);
}

void collect_pending_answers(const Session& session, const engine::Plan& plan,
                             const provider::Catalogue& catalogue, provider::Providers& providers,
                             store::Records& records, const std::optional<RunId>& own) {
  const auto print = [&](const std::string& text) {
    if (!session.flags.quiet) session.err.text << text << std::flush;
  };
  const auto on_start = [&](std::size_t count) {
    print(fmt::format("fetching {} of earlier runs: ",
                      count == 1 ? "an answer" : fmt::format("{} answers", count)));
  };
  Share received{"received"}, failed{"failed"}, open{"pending"};
  for (const app::PendingAnswer& answer : app::collect_pending_answers(
           session, plan, catalogue, app::AnswerCollector(session, providers, records), own,
           on_start)) {
    const std::string_view run = answer.call.run.short_id();
    if (answer.state == store::CallState::succeeded)
      received.add(fmt::format("limner resume {}", run));
    else if (answer.state == store::CallState::failed)
      failed.add(fmt::format("limner runs show {}", run));
    else
      open.add("limner doubts collect");
  }
  std::vector<std::string> parts;
  for (const Share& share : {received, failed, open}) {
    if (share.count > 0)
      parts.push_back(fmt::format("{} {} ({})", share.count, share.words, share.command));
  }
  if (!parts.empty()) print(fmt::format("{}\n", fmt::join(parts, ", ")));
}

void confirm_cost(const Session& session, Money most, const RunFlags& flags) {
  const Money limit = Money::parse(session.settings.text("confirm_usd"));
  if (most <= limit || flags.max_cost || session.flags.yes) return;
  if (!session.err.terminal) {
    throw Error(ErrorCode::usage, "this may cost up to {}, and there is no terminal to ask on",
                dollars(most))
        .with_help(fmt::format("allow it: --max-cost {}, or --yes", most.str()));
  }
  session.err.text << fmt::format("this may cost up to {}: go on? [y/N] ", dollars(most))
                   << std::flush;
  std::string answer;
  std::getline(session.in, answer);
  if (answer != "y" && answer != "yes")
    throw Error(ErrorCode::interrupted, "nothing was started").with_help("see prices: --dry-run");
}

app::RunSettings run_settings(const Session& session, const RunFlags& flags) {
  app::RunSettings settings = app::run_settings_of(session);
  if (!flags.charge.empty()) settings.charge = parse_enum<ChargeType>(flags.charge);
  settings.models = app::parse_models(flags.models);
  settings.seed = flags.seed;
  settings.take = static_cast<int>(flags.take.value_or(1));
  settings.max_cost = flags.max_cost;
  settings.allow_ignored = flags.allow_ignored;
  settings.send_original = flags.send_original;
  settings.strict = flags.strict;
  settings.uses_cache = !flags.no_cache;
  settings.fresh = flags.fresh;
  settings.tags = app::parse_tags(flags.tags);
  return settings;
}

void run_from_flags(Session& session, const app::RunInputs& given, const RunFlags& flags) {
  app::parse_tags(flags.tags);  // refused before the plan, also by --dry-run
  const provider::Catalogue catalogue = app::load_catalogue(session);
  app::ImageInputs references(session, flags.dry_run ? app::Purpose::plan : app::Purpose::run);
  references.limit_template(given.workflow, given.intake);
  engine::Plan plan = plan_for(session, given, flags, catalogue, references);
  if (flags.again) {
    RunFlags next = flags;
    next.take = next_take(session, plan);
    plan = plan_for(session, given, next, catalogue, references);
  }
  const auto once = flags.dry_run ? std::nullopt : once_key_of_run(session, plan, flags);
  if (once && is_made_once(session, *once, flags, {})) return;
  for (const std::string& text : references.notes()) note(session, text);
  app::expect_reuse(session, run_settings(session, flags), session.make_providers(), plan);
  engine::check_budget(plan, flags.max_cost);
  refuse_early(session, plan);
  if (flags.dry_run) {
    checked_target(session, flags, plan);
    print_plan(session, plan, forecast_of(session, plan));
    return;
  }
  confirm_cost(session, plan.estimate(), flags);
  if (once || flags.detach) return submit_run(session, plan, catalogue, references, flags, once);
  run_and_report(session, plan, catalogue, flags, [&](const engine::RunEnv& env) {
    // Since the first check, the calls of processes that died were found, and answers fetched.
    engine::refuse_repeated_requests(plan, env.records);
    references.keep(env.records, env.blobs);
    return engine::execute(plan, env);
  });
}

void resume_run(Session& session, const store::RunRow& run, const store::Records& records,
                const RunFlags& given, app::RetryPolicy retry) {
  const provider::Catalogue catalogue = app::load_catalogue(session);
  const app::ResumePlan resumed = app::plan_resume(session, records, run, catalogue, retry);
  RunFlags flags = given;
  if (!flags.max_cost) flags.max_cost = resumed.plan.max_cost;
  const auto work = [&](const engine::RunEnv& env) {
    if (run.status == store::RunStatus::queued && !env.records.claim_run(run.id)) {
      throw Error(ErrorCode::usage, "run {} was canceled, or another process works on it",
                  run.id.short_id())
          .with_help(fmt::format("see its status: limner runs show {}", run.id.short_id()));
    }
    if (session.on_ready) session.on_ready();
    engine::resume(resumed.plan, run.id, env);
    return run.id;
  };
  run_and_report(session, resumed.remaining, catalogue, flags, work, run.id);
}

void run_and_report(Session& session, const engine::Plan& plan,
                    const provider::Catalogue& catalogue, const RunFlags& flags,
                    const std::function<RunId(const engine::RunEnv&)>& work,
                    const std::optional<RunId>& own) {
  provider::Providers providers = session.make_providers();
  app::check_providers(session, plan, catalogue, providers,
                       session.workflow ? session.workflow->name : plan.workflow.id);
  const auto tags = app::parse_tags(flags.tags);
  const std::optional<Time> file_time = app::source_date(session);
  const image::ImageLimits image_limits = app::stored_limits(session);
  const ResultOptions result{
      .print = flags.print, .target = checked_target(session, flags, plan), .open = flags.open};
  if (result.target) app::create_directory(*result.target);
  store::Records records = app::open_records(session);
  collect_pending_answers(session, plan, catalogue, providers, records, own);
  store::BlobStore blobs = app::open_blobs(session);
  engine::WorkLimits limits(session.clock, app::work_limit_options(session, catalogue));
  session.has_started = true;
  const RunId id = stoppable(session, plan, records, [&](engine::EventSink& events) {
    return work({.providers = providers,
                 .blobs = blobs,
                 .records = records,
                 .clock = session.clock,
                 .ids = session.ids,
                 .events = events,
                 .stop = session.stop.get_token(),
                 .request_id = session.ids.next(),
                 .tags = tags,
                 .max_cost = flags.max_cost,
                 .max_wait = flags.max_wait.value_or(engine::default_max_wait),
                 .grace = flags.grace.value_or(engine::default_grace),
                 .strict = flags.strict,
                 .file_time = file_time,
                 .image_limits = image_limits,
                 .wallet_options = app::wallet_options_of(session),
                 .version = session.version,
                 .in_doubt = plan.offline || plan.replayed ? engine::InDoubtPolicy::hold
                                                           : app::in_doubt_policy(session),
                 .confirm_resend = ask_to_pay_again(session),
                 .limits = &limits});
  });
  session.exit_code = print_result(session, app::load_run_report(records, id), blobs, result);
}

}  // namespace limner::cli
