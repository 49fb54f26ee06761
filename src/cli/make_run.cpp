// From inputs to a result: plan, check, run, tell.
#include "cli/make_run.hpp"

#include "cli/late_answers.hpp"
#include "cli/money_settings.hpp"
#include "cli/progress.hpp"
#include "cli/references.hpp"
#include "cli/run_plan.hpp"
#include "cli/run_result.hpp"
#include "cli/stop_on_signal.hpp"

#include <limner/error.hpp>

#include <unistd.h>

#include <utility>

namespace limner {

namespace fs = std::filesystem;

namespace {

std::optional<ChargeType> charge_of(const Session& session, const RunFlags& flags) {
  const std::string word =
      flags.charge.empty() ? std::string(session.settings.text("charge")) : flags.charge;
  if (word.empty()) return std::nullopt;
  return word == "hosted" ? ChargeType::hosted : ChargeType::personal;
}

Plan plan_for(const Session& session, Given given, const RunFlags& flags,
              const Catalogue& catalogue, References& references) {
  return make_plan(
      std::move(given.workflow), given.intake, catalogue,
      {.offline = session.settings.is_on("offline"),
       .replayed = !session.flags.replay.empty(),
       .models = parse_models(flags.models),
       .charge = charge_of(session, flags),
       .seed = flags.seed,
       .take = static_cast<int>(flags.take.value_or(1)),
       .has_wallet = has_wallet(session),
       .today = today(session),
       .has_key = [&](std::string_view provider) { return has_key(session, catalogue, provider); },
       .picture = [&](const std::string& reference) { return references.take(reference); }});
}

// What the caps and the wallet would refuse is refused before anything starts.
void refuse_without_room(const Session& session, const Plan& plan) {
  if (plan.offline || plan.replayed) return;
  const std::optional<Records> records = existing_records(session);
  check_room(plan, records ? &*records : nullptr, purse_of(session), session.clock.now());
}

// A directory that cannot take the picture is found out before the run.
fs::path prepared_directory(const Session& session, const std::string& out) {
  if (out.empty()) return {};
  fs::path directory = session.directory / out;
  std::error_code failure;
  fs::create_directories(directory, failure);
  if (!failure && access(directory.c_str(), W_OK) == 0) return directory;
  throw Error(ErrorCode::usage, "--out: cannot write into {}", directory.string())
      .with_help("name another directory: --out DIR");
}

std::unique_ptr<Progress> people_progress(const Session& session, const ProgressOptions& options) {
  const std::string_view choice = session.settings.text("progress");
  if (session.flags.quiet || choice == "none") return std::make_unique<NoProgress>(session.err);
  const bool live = session.err.terminal && session.variable("TERM").value_or("dumb") != "dumb";
  if (live && choice == "auto" && session.flags.verbose == 0)
    return std::make_unique<LiveProgress>(session.err, session.clock, options);
  return std::make_unique<PlainProgress>(session.err, session.clock, options);
}

std::unique_ptr<Progress> progress_for(const Session& session, const Plan& plan) {
  ProgressOptions options{.ceiling = plan.estimate()};
  for (const PlannedStep& step : plan.steps) options.steps.push_back(step.spec.name);
  auto inner = people_progress(session, options);
  if (!session.flags.jsonl) return inner;
  return std::make_unique<JsonProgress>(session.out.text, session.clock, std::move(inner));
}

// `work` with its progress shown; a signal asks it to stop.
RunId stoppable(Session& session, const Plan& plan, const std::function<RunId(EventSink&)>& work) {
  StopOnSignal signals(session.stop);
  const auto progress = progress_for(session, plan);
  const std::stop_callback on_stop(session.stop.get_token(), [&progress] {
    progress->say("stopping after this step; once more to leave at once");
  });
  RunId id = work(*progress);
  session.signal = signals.caught();
  return id;
}

}  // namespace

void make_run(Session& session, Given given, const RunFlags& flags) {
  const Catalogue catalogue = load_catalogue(session);
  References references(session, flags.dry_run ? Purpose::plan : Purpose::run);
  const Plan plan = plan_for(session, std::move(given), flags, catalogue, references);
  check_budget(plan, flags.max_cost);
  refuse_without_room(session, plan);
  if (flags.dry_run) {
    print_plan(session, plan);
    return;
  }
  carry_out(session, plan, catalogue, flags, [&](const RunEnv& env) {
    references.keep(env.records, env.blobs);
    return execute(plan, env);
  });
}

void carry_out(Session& session, const Plan& plan, const Catalogue& catalogue,
               const RunFlags& flags, const std::function<RunId(const RunEnv&)>& work,
               const std::optional<RunId>& own) {
  Providers providers = session.make_providers();
  check_providers(session, plan, catalogue, providers);
  const auto tags = parse_tags(flags.tags);
  const ResultOptions result{
      .print = flags.print, .out = prepared_directory(session, flags.out), .open = flags.open};
  Records records = open_records(session);
  ask_for_late_answers(session, plan, catalogue, Collecting(session, providers, records), own);
  BlobStore blobs = open_blobs(session);
  const RunId id = stoppable(session, plan, [&](EventSink& events) {
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
                 .purse = purse_of(session),
                 .in_doubt = in_doubt_policy(session),
                 .pay_again = ask_to_pay_again(session)});
  });
  session.exit_code = print_result(session, read_run(records, id), blobs, result);
}

}  // namespace limner
