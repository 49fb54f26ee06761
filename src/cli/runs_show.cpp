// limner runs show RUN
#include "cli/pictures.hpp"
#include "cli/run_result.hpp"
#include "cli/runs.hpp"
#include "cli/screens.hpp"
#include "cli/style.hpp"

#include <limner/json.hpp>

#include <algorithm>
#include <memory>

namespace limner {

namespace {

using nlohmann::json;

struct ShowRunOptions {
  std::string id, format;
};

// ---- head ----

std::string format_template_version(const RunRow& run) {
  const json& specified = run.specification.is_object() ? run.specification : json::object();
  const std::string version = text_at(specified.value("template", json()), "version");
  return version.empty() ? run.template_id : fmt::format("{} {}", run.template_id, version);
}

// The prompt as it went out, which is what prompt.resolve made of the words.
std::string prompt_of(const RunStory& story) {
  const auto step = std::ranges::find(story.steps, "prompt.resolve", &StepRow::uses);
  return step == story.steps.end() ? "" : text_at(step->outputs, "text");
}

std::string format_run_time(const RunRow& run, const Output& out, Time now) {
  std::string words = moment(run.started.value_or(run.queued), out);
  if (out.terminal) words += fmt::format(" ({})", ago_words(run.queued, now));
  if (run.duration_ms) words += fmt::format(", took {}", duration_words(Millis(*run.duration_ms)));
  return words;
}

// What is known comes first, and what was expected after it.
std::string format_run_cost(const RunStory& story) {
  if (story.costs.empty()) return "$0, nothing was bought";
  const CostTotal& total = story.total;
  if (!total.actual) return estimated_dollars(total.estimated) + " estimated";
  const std::string expected =
      *total.actual == total.estimated ? "as estimated" : dollars(total.estimated) + " estimated";
  return fmt::format("{} {}, {}", dollars(*total.actual), total.status, expected);
}

std::string format_seed(const RunRow& run) {
  const std::string seed = text_at(run.specification, "seed");
  return fmt::format("{}{}take {}", seed, seed.empty() ? "" : ", ", run.take);
}

void print_run_header(const RunStory& story, const Session& session) {
  const Output& out = session.out;
  const RunRow& run = story.run;
  out.text << out.paint(Ink::strong, named("run", run.id, out)) << "  "
           << out.paint(ink_of(run.status), run.status) << "  " << plain(run.title) << '\n';
  print_field(out, "template", format_template_version(run));
  print_field(out, "started", format_run_time(run, out, session.clock.now()));
  print_field(out, "cost", format_run_cost(story));
  if (const std::string credits = credit_words(story); !credits.empty())
    print_field(out, "credits", credits);
  print_field(out, "seed", format_seed(run));
  print_field(out, "intake", canonical(run.intake));
  if (const std::string prompt = prompt_of(story); !prompt.empty())
    print_field(out, "prompt", prompt);
  print_field(out, "catalogue", text_at(run.specification, "catalogVersion"));
  print_field(out, "request", run.request_id);
  for (const auto& [key, value] : run.tags)
    print_field(out, "tag", fmt::format("{}={}", key, value));
}

// ---- what came of it ----

void print_artifacts(const RunStory& story, const Session& session) {
  const Output& out = session.out;
  if (story.artifacts.empty()) return;
  const BlobStore blobs = open_blobs(session);
  print_heading(out, "artifacts");
  for (const ArtifactStory& made : story.artifacts) {
    const ArtifactRow& artifact = made.artifact;
    out.text << "  " << shown(artifact.id, out) << "  "
             << out.paint(ink_of(artifact.status), artifact.status) << "  " << plain(artifact.type)
             << '\n';
    for (const ArtifactFile& file : artifact.files)
      print_field(out, file.role, blobs.path_of(file.asset).string());
  }
}

void print_run_reviews(const RunStory& story, const Output& out) {
  bool any = false;
  for (const ArtifactStory& made : story.artifacts) {
    for (const ReviewRow& review : made.reviews) {
      if (!any) print_heading(out, "review");
      any = true;
      print_field(out, review.verdict, verdict_words(review, out), ink_of(review.verdict));
    }
  }
}

void print_run_failure(const RunStory& story, const Output& out) {
  const json& failure = story.run.failure;
  if (!failure.is_object()) return;
  print_heading(out, "failure");
  print_field(out, "code", text_at(failure, "code"), Ink::bad);
  if (const std::string step = text_at(failure, "step"); !step.empty())
    print_field(out, "step", step);
  print_field(out, "message", text_at(failure, "message"));
  print_field(out, "charged", text_at(failure, "charged"));
  print_field(out, "help", text_at(failure, "recovery"));
}

void print_ledger(const RunStory& story, const Output& out) {
  print_heading(out, "ledger");
  const std::size_t count = story.costs.size();
  print_field(
      out, "total",
      fmt::format("{} {}, {}", count, either(count, "entry", "entries"), format_run_cost(story)));
  for (const CallRow& call : story.calls) {
    if (call.state == "in_doubt")
      print_field(
          out, "in doubt",
          fmt::format("{} at {}, up to {}", call.id.str(), call.provider, dollars(call.reserved)),
          Ink::warn);
  }
}

void suggest_next_steps(const RunStory& story, const Session& session) {
  if (!session.err.terminal || story.artifacts.empty()) return;
  const std::string_view id = story.artifacts.back().artifact.id.brief();
  std::string words = fmt::format("look: limner artifacts open {}", id);
  if (story.run.status == "review")
    words += fmt::format("   decide: limner review approve {}", story.run.id.brief());
  note(session, words);
}

void print_run_details(const RunStory& story, const Session& session) {
  print_run_header(story, session);
  print_steps(story, session.out);
  print_artifacts(story, session);
  print_run_reviews(story, session.out);
  print_run_failure(story, session.out);
  print_ledger(story, session.out);
  suggest_next_steps(story, session);
}

void show_run(const ShowRunOptions& options, const Session& session) {
  const Records records = records_to_look_up(session, options.id);
  const RunStory story = read_run(records, records.find_run(options.id));
  if (options.format == "tasks") {
    print_json(session, task_view(story, open_blobs(session)));
  } else if (options.format == "job") {
    print_json(session, job_view(story));
  } else if (session.flags.json || session.flags.jsonl) {
    print_json(session, run_detail(story, open_blobs(session)));
  } else {
    print_run_details(story, session);
  }
}

}  // namespace

void add_runs_show(CLI::App& group, Session& session) {
  auto options = std::make_shared<ShowRunOptions>();
  CLI::App* command =
      add_command(group, "show", "Show one run: its steps, what it made, what it cost",
                  {"limner runs show @last", "limner runs show 7qx2m9kd --json",
                   "limner runs show 7qx2m9kd --format tasks"});
  command->add_option("run", options->id, "An id, its last 8 letters, @last, or a request id")
      ->required()
      ->type_name("RUN");
  add_choice(*command, "--format", options->format, {"tasks", "job"},
             "The run as another system's task or job, as JSON");
  command->callback([options, &session] { show_run(*options, session); });
}

}  // namespace limner
