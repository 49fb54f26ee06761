// limner run TEMPLATE: one run from the command line.
#include "cli/commands.hpp"
#include "cli/intake_flags.hpp"
#include "cli/money_settings.hpp"
#include "cli/progress.hpp"
#include "cli/run_given.hpp"
#include "cli/run_plan.hpp"
#include "cli/run_result.hpp"
#include "cli/stop_on_signal.hpp"

#include <limner/error.hpp>

#include <unistd.h>

namespace limner {

namespace fs = std::filesystem;

namespace {

struct Options {
  std::string name;
  GivenOptions given;
  std::vector<std::string> models, tags;
  std::string charge;
  std::optional<std::int64_t> seed, take;
  std::optional<Money> max_cost;
  bool dry_run = false;
  std::string print = "path";
  std::string out;
  bool open = false;
};

std::optional<ChargeType> charge_of(const Session& session, const Options& options) {
  const std::string word =
      options.charge.empty() ? std::string(session.settings.text("charge")) : options.charge;
  if (word.empty()) return std::nullopt;
  return word == "hosted" ? ChargeType::hosted : ChargeType::personal;
}

Plan plan_for(const Session& session, const Options& options, const Catalogue& catalogue) {
  auto [workflow, given] = take_given(session, options.given);
  return make_plan(std::move(workflow), given, catalogue,
                   {.offline = session.settings.is_on("offline"),
                    .models = parse_models(options.models),
                    .charge = charge_of(session, options),
                    .seed = options.seed,
                    .take = static_cast<int>(options.take.value_or(1)),
                    .has_wallet = has_wallet(session),
                    .today = today(session),
                    .has_key = [&](std::string_view provider) {
                      return has_key(session, catalogue, provider);
                    }});
}

// A directory that cannot take the picture is found out before the run.
fs::path prepared_directory(const Session& session, const std::string& out) {
  if (out.empty()) return {};
  const fs::path directory = session.directory / out;
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
  if (live && choice == "auto")
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
  const std::stop_callback told(session.stop.get_token(), [&progress] {
    progress->say("stopping after this step; once more to leave at once");
  });
  const RunId id = work(*progress);
  session.signal = signals.caught();
  return id;
}

void run(Session& session, const Options& options) {
  const Catalogue catalogue = load_catalogue(session);
  const auto tags = parse_tags(options.tags);
  const Plan plan = plan_for(session, options, catalogue);
  check_budget(plan, options.max_cost);
  if (options.dry_run) {
    print_plan(session, plan);
    return;
  }
  Providers providers = session.make_providers();
  check_providers(session, plan, catalogue, providers);
  const ResultOptions result{.print = options.print,
                             .out = prepared_directory(session, options.out),
                             .open = options.open};
  Records records = open_records(session);
  BlobStore blobs = open_blobs(session);
  const RunId id = stoppable(session, plan, [&](EventSink& events) {
    return execute(plan, {.providers = providers,
                          .blobs = blobs,
                          .records = records,
                          .clock = session.clock,
                          .ids = session.ids,
                          .events = events,
                          .stop = session.stop.get_token(),
                          .request_id = session.ids.next(),
                          .tags = tags,
                          .max_cost = options.max_cost,
                          .wallet = std::string(session.settings.text("wallet.name")),
                          .credits_per_dollar = credits_per_dollar(session),
                          .in_doubt = in_doubt_policy(session),
                          .pay_again = ask_to_pay_again(session)});
  });
  session.exit_code = print_result(session, read_run(records, id), blobs, result);
}

void add_inputs(CLI::App& command, Options& options) {
  add_list(command, "--set", options.given.sets, "PATH=VALUE",
           "Set one input; VALUE may be @FILE or @- for stdin")
      ->group("Inputs");
  command
      .add_option("--intake", options.given.intake,
                  "All inputs from a JSON or YAML file, - for stdin")
      ->type_name("FILE")
      ->group("Inputs");
  command
      .add_option("--request", options.given.request,
                  "The body of an API request, {\"templateId\", \"intake\"}, - for stdin")
      ->type_name("FILE")
      ->group("Inputs");
}

void add_money_flags(CLI::App& command, Options& options) {
  add_money(command, "--max-cost", options.max_cost, "Refuse to start what may cost more")
      ->group("Money");
  add_choice(command, "--charge", options.charge, {"hosted", "personal"},
             "Who pays: the prepaid wallet, or your own key")
      ->group("Money");
  command
      .add_flag("--dry-run", options.dry_run,
                "Print the plan and its price; send and write nothing")
      ->group("Money");
}

}  // namespace

void add_run(CLI::App& app, Session& session) {
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      add_command(app, "run", "Make one picture from a template",
                  {"limner run generate-clip-art-asset --offline --prompt \"a cute chipmunk\"",
                   "limner run generate-clip-art-asset --prompt \"a fox\" --style flat --dry-run",
                   "limner run generate-clip-art-asset --request body.json --json",
                   "limner run generate-clip-art-asset --help    # the template's own flags"});
  command->add_option("template", options->name, "Name of a template, or a path to one")
      ->type_name("TEMPLATE");
  command->add_option("--out", options->out, "Also put the picture into this directory")
      ->type_name("DIR");
  add_choice(*command, "--print", options->print, {"path", "id", "url", "none"},
             "What stdout gets for each picture");
  command->add_flag("--open", options->open, "Open the picture when it is there");
  add_inputs(*command, *options);
  add_list(*command, "--model", options->models, "[STEP=]ID", "Use this model, in one step or all")
      ->group("Making");
  add_number(*command, "--seed", options->seed, 0, 4'294'967'295, "The same seed, the same picture")
      ->group("Making");
  add_number(*command, "--take", options->take, 1, 1'000'000, "Number of the sample")
      ->group("Making");
  add_list(*command, "--tag", options->tags, "KEY=VALUE", "Mark the run and its artifacts")
      ->group("Making");
  add_money_flags(*command, *options);
  command->callback([options, &session] { run(session, *options); });
}

}  // namespace limner
