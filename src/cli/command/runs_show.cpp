// limner runs show RUN
#include "app/artifact_files.hpp"
#include "cli/command/runs.hpp"
#include "cli/render/format.hpp"
#include "cli/render/run_result.hpp"
#include "cli/render/screen.hpp"

#include <limner/json.hpp>

#include <algorithm>
#include <memory>

namespace limner::cli {

namespace {

using nlohmann::json;

struct ShowRunOptions {
  std::string id, format;
};

// ---- head ----

std::string format_template_version(const store::RunRow& run) {
  const json& specified = run.specification.is_object() ? run.specification : json::object();
  const std::string version = text_at(specified.value("template", json()), "version");
  return version.empty() ? run.template_id : fmt::format("{} {}", run.template_id, version);
}

// The prompt sent to the provider: the output of prompt.resolve.
std::string prompt_of(const app::RunReport& report) {
  const auto step = std::ranges::find(report.steps, "prompt.resolve", &store::StepRow::uses);
  return step == report.steps.end() ? "" : text_at(step->outputs, "text");
}

std::string format_run_time(const store::RunRow& run, const Output& out, Time now) {
  std::string words = moment(run.started.value_or(run.queued), out);
  if (out.terminal) words += fmt::format(" ({})", format_age(run.queued, now));
  if (run.duration_ms) words += fmt::format(", took {}", format_duration(Millis(*run.duration_ms)));
  return words;
}

std::string_view format_cost_status(store::CostStatus status) {
  switch (status) {
    case store::CostStatus::disputed: return "disputed";
    case store::CostStatus::estimated: return "estimated";
    case store::CostStatus::provider_reported: return "reported by the provider";
    case store::CostStatus::reconciled: return "reconciled with the bill";
  }
  return "";
}

// The actual cost first, then the estimate.
std::string format_run_cost(const app::RunReport& report) {
  const store::CostTotal& total = report.total;
  if (!total.status) return "$0, no paid calls";
  if (total.open_calls > 0) return format_cost(total);
  if (!total.actual) return estimated_dollars(total.estimated) + " estimated";
  const std::string expected = *total.actual == total.estimated
                                   ? "equal to the estimate"
                                   : "estimated " + dollars(total.estimated);
  return fmt::format("{} {}, {}", dollars(*total.actual), format_cost_status(*total.status),
                     expected);
}

std::string format_seed(const store::RunRow& run) {
  const std::string seed = text_at(run.specification, "seed");
  return fmt::format("{}{}take {}", seed, seed.empty() ? "" : ", ", run.take);
}

// JSON with a space after each comma, where a line may break.
std::string with_gaps(std::string_view text) {
  std::string result;
  bool is_in_string = false;
  bool is_escaped = false;
  for (const char c : text) {
    result += c;
    if (c == '"' && !is_escaped) is_in_string = !is_in_string;
    is_escaped = c == '\\' && !is_escaped;
    if (c == ',' && !is_in_string) result += ' ';
  }
  return result;
}

void print_run_header(const app::RunReport& report, const Session& session) {
  const Output& out = session.out;
  const store::RunRow& run = report.run;
  out.text << out.paint(TextStyle::strong, named("run", run.id, out)) << "  "
           << out.paint(ink_of(run.status), to_string(run.status)) << "  " << plain(run.title)
           << '\n';
  print_field(out, "template", format_template_version(run));
  print_field(out, "started", format_run_time(run, out, session.clock.now()));
  print_field(out, "cost", format_run_cost(report));
  if (const std::string credits = format_credits(report); !credits.empty())
    print_field(out, "credits", credits);
  print_field(out, "seed", format_seed(run));
  print_field(out, "intake",
              out.terminal ? with_gaps(canonical(run.intake)) : canonical(run.intake));
  if (const std::string prompt = prompt_of(report); !prompt.empty())
    print_field(out, "prompt", prompt);
  print_field(out, "catalogue", text_at(run.specification, "catalogVersion"));
  print_field(out, "request", run.request_id);
  for (const auto& [key, value] : run.tags)
    print_field(out, "tag", fmt::format("{}={}", key, value));
}

// ---- results ----

void print_artifacts(const app::RunReport& report, const Session& session) {
  const Output& out = session.out;
  if (report.artifacts.empty()) return;
  const store::BlobStore blobs = app::open_blobs(session);
  print_heading(out, "artifacts");
  for (const app::ArtifactReport& made : report.artifacts) {
    const store::ArtifactRow& artifact = made.artifact;
    out.text << "  " << shown(artifact.id, out) << "  "
             << out.paint(ink_of(artifact.status), to_string(artifact.status)) << "  "
             << plain(artifact.type) << '\n';
    for (const store::ArtifactFile& file : artifact.files)
      print_field(out, file.role, blobs.path_of(file.asset).string());
  }
}

void print_run_reviews(const app::RunReport& report, const Output& out) {
  bool any = false;
  for (const app::ArtifactReport& made : report.artifacts) {
    for (const store::ReviewRow& review : made.reviews) {
      if (!any) print_heading(out, "review");
      any = true;
      print_field(out, to_string(review.verdict), format_verdict(review, out),
                  ink_of(review.verdict));
    }
  }
}

void print_run_failure(const app::RunReport& report, const Output& out) {
  const json& failure = report.run.failure;
  if (!failure.is_object()) return;
  print_heading(out, "failure");
  print_field(out, "code", text_at(failure, "code"), TextStyle::bad);
  if (const std::string step = text_at(failure, "step"); !step.empty())
    print_field(out, "step", step);
  print_field(out, "message", text_at(failure, "message"));
  print_field(out, "charged", text_at(failure, "charged"));
  print_field(out, "help", text_at(failure, "recovery"));
}

void print_ledger(const app::RunReport& report, const Output& out) {
  print_heading(out, "ledger");
  const std::size_t count = report.costs.size();
  print_field(
      out, "total",
      fmt::format("{} {}, {}", count, either(count, "entry", "entries"), format_run_cost(report)));
  for (const store::CallRow& call : report.calls) {
    if (call.state == store::CallState::in_doubt && !call.reserved.is_zero())
      print_field(
          out, "in doubt",
          fmt::format("{} at {}, {}", call.id.str(), call.provider, unknown_dollars(call.reserved)),
          TextStyle::warn);
  }
}

void suggest_next_steps(const app::RunReport& report, const Session& session) {
  if (!session.err.terminal || report.artifacts.empty()) return;
  const std::string_view id = report.artifacts.back().artifact.id.short_id();
  note(session, fmt::format("view: limner artifacts open {}", id));
  if (report.run.status == store::RunStatus::review)
    note(session, fmt::format("approve: limner review approve {}", report.run.id.short_id()));
}

void print_run_details(const app::RunReport& report, const Session& session) {
  print_run_header(report, session);
  print_steps(report, session.out);
  print_artifacts(report, session);
  print_run_reviews(report, session.out);
  print_run_failure(report, session.out);
  print_ledger(report, session.out);
  suggest_next_steps(report, session);
}

void show_run(const ShowRunOptions& options, const Session& session) {
  const store::Records records = app::records_to_look_up(session, options.id);
  const app::RunReport report = app::load_run_report(records, records.find_run(options.id));
  if (options.format == "tasks") {
    print_json(session, app::task_view(report, app::open_blobs(session)));
  } else if (options.format == "job") {
    print_json(session, app::job_view(report));
  } else if (session.flags.json || session.flags.jsonl) {
    print_json(session, app::run_detail(report, app::open_blobs(session)));
  } else {
    print_run_details(report, session);
  }
}

}  // namespace

void add_runs_show(CLI::App& group, Session& session) {
  auto options = std::make_shared<ShowRunOptions>();
  CLI::App* command = add_command(group, "show", "Show one run: steps, artifacts and costs",
                                  {"limner runs show @last", "limner runs show 7qx2m9kd --json",
                                   "limner runs show 7qx2m9kd --format tasks"});
  command->add_option("run", options->id, "An id, its last 8 characters, @last, or a request id")
      ->required()
      ->type_name("RUN");
  add_choice(*command, "--format", options->format, {"tasks", "job"},
             "Print the run as a task or job document (JSON)");
  command->callback([options, &session] { show_run(*options, session); });
}

}  // namespace limner::cli
