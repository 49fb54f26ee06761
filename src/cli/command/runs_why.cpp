// limner runs why RUN [STEP]
#include "cli/command/runs.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"

#include <limner/engine/reuse_reasons.hpp>
#include <limner/error.hpp>
#include <limner/utf8.hpp>

#include <algorithm>
#include <memory>

namespace limner::cli {

namespace {

using engine::ReuseReason;
using engine::StepExplanation;
using nlohmann::json;

constexpr std::size_t digest_letters = 12;  // of those that are shown

struct WhyOptions {
  std::string run, step;
};

// ---- in words ----

std::string format_earlier(const StepExplanation& one) {
  if (!one.earlier) return "an earlier run";
  return fmt::format("run {}", one.earlier->from.short_id());
}

std::string format_change(const StepExplanation& one) {
  const std::size_t others = one.changes.size() - 1;
  std::string words =
      fmt::format("{} differs from {}", plain(one.changes.front().field), format_earlier(one));
  if (others > 0)
    words += fmt::format(", and {} {}", others, either(others, "other value", "other values"));
  return words;
}

std::string format_reuse(const StepExplanation& one) {
  const std::string words = format_earlier(one);
  if (!one.earlier || one.earlier->saved.is_zero()) return words;
  return fmt::format("{}, saved {}", words, dollars(one.earlier->saved));
}

std::string format_reason(const StepExplanation& one) {
  switch (one.reason) {
    case ReuseReason::reused: return format_reuse(one);
    case ReuseReason::changed: return format_change(one);
    case ReuseReason::nothing_earlier: return "no earlier run of the template has this step";
    case ReuseReason::not_finished:
      return fmt::format("the same step of {} did not succeed", format_earlier(one));
    case ReuseReason::made_meanwhile:
      return fmt::format("the same step of {} had not ended yet", format_earlier(one));
    case ReuseReason::file_damaged:
      return fmt::format("a file of {} was missing or damaged", format_earlier(one));
    case ReuseReason::own_answer: return "this run had an answer to its own request";
    case ReuseReason::own_pictures: return "this run made pictures, so it has its own artifact";
    case ReuseReason::fresh: return fmt::format("--fresh {}", plain(one.step.id));
    case ReuseReason::no_cache: return "--no-cache";
    case ReuseReason::cache_never: return "the template has cache: never";
    case ReuseReason::only_parameters: return "it uses nothing but its parameters";
    case ReuseReason::failed_before: return "it failed before earlier results were looked for";
    case ReuseReason::skipped: return "its condition is not true";
    case ReuseReason::not_started: return "the run ended before it";
    case ReuseReason::unknown: break;
  }
  return "the store does not say what determines its result";
}

std::string_view label_of(ReuseReason reason) {
  if (reason == ReuseReason::reused) return "reused";
  if (reason == ReuseReason::skipped) return "skipped";
  return reason == ReuseReason::not_started ? "missing" : "executed";
}

bool is_digest(const std::string& text) {
  constexpr std::size_t digits = 64;
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// Where the texts begin to differ, and some words before it; 0 when that is near the start.
std::size_t start_of_difference(const std::string& one, const std::string& other) {
  constexpr std::size_t context = 24;
  const auto [end, ignored] = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
  const auto same = static_cast<std::size_t>(end - one.begin());
  if (same <= 2 * context) return 0;
  std::size_t start = same - context;
  while (start > 0 && (static_cast<unsigned char>(one[start]) & 0xC0U) == 0x80U) --start;
  return start;
}

std::string shortened(const json& value, const json& other, const Output& out) {
  constexpr int least_room = 30;
  if (value.is_null()) return "(none)";
  std::string text = value_text(value);
  if (is_digest(text)) return text.substr(0, digest_letters) + (out.unicode ? "…" : "..");
  const std::size_t start = start_of_difference(text, value_text(other));
  if (start > 0) text = (out.unicode ? "…" : "..") + text.substr(start);
  return cut(plain(text), std::max(least_room, out.columns() - 16), out.unicode);
}

void print_explanation(const StepExplanation& one, const Session& session) {
  const Output& out = session.out;
  print_heading(out, plain(one.step.name));
  print_field(out, label_of(one.reason), format_reason(one));
  if (!one.changes.empty()) {
    const engine::FactChange& first = one.changes.front();
    print_field(out, "before", shortened(first.before, first.after, out));
    print_field(out, "now", shortened(first.after, first.before, out));
  }
  for (const json& warning : one.step.warnings.is_array() ? one.step.warnings : json::array()) {
    if (text_at(warning, "code") == "rejected_before")
      print_field(out, "", text_at(warning, "message"), TextStyle::warn);
  }
}

// ---- as JSON ----

ordered_json change_json(const engine::FactChange& change) {
  return {{"field", change.field},
          {"before", ordered_json(change.before)},
          {"after", ordered_json(change.after)}};
}

ordered_json explanation_json(const StepExplanation& one) {
  ordered_json changes = ordered_json::array();
  for (const engine::FactChange& change : one.changes) changes.push_back(change_json(change));
  ordered_json earlier;
  if (one.earlier)
    earlier = {{"runId", one.earlier->from.str()},
               {"ordinal", one.earlier->ordinal},
               {"costUsd", app::number(one.earlier->saved)}};
  return {{"ordinal", one.step.ordinal},   {"id", one.step.id},
          {"name", one.step.name},         {"uses", one.step.uses},
          {"status", one.step.status},     {"reused", one.reason == ReuseReason::reused},
          {"reason", one.reason},          {"message", format_reason(one)},
          {"earlier", std::move(earlier)}, {"changes", std::move(changes)}};
}

// ---- the command ----

// All steps, or those with the id or name.
std::vector<StepExplanation> explanations(const store::Records& records, const RunId& run,
                                          const std::string& step) {
  std::vector<StepExplanation> all = engine::explain_reuse(run, records);
  if (step.empty()) return all;
  std::string ids;
  for (const StepExplanation& one : all) ids += (ids.empty() ? "" : ", ") + one.step.id;
  std::erase_if(all, [&](const StepExplanation& one) {
    return one.step.id != step && one.step.name != step;
  });
  if (!all.empty()) return all;
  throw Error(ErrorCode::not_found, "run {} has no step \"{}\"", run.short_id(), plain(step))
      .with_help(fmt::format("its steps: {}", ids));
}

void explain_run(const WhyOptions& options, const Session& session) {
  const store::Records records = app::records_to_look_up(session, options.run);
  const RunId id = records.find_run(options.run);
  const auto all = explanations(records, id, options.step);
  if (session.flags.json || session.flags.jsonl) {
    ordered_json steps = ordered_json::array();
    for (const StepExplanation& one : all) steps.push_back(explanation_json(one));
    return print_json(session,
                      {{"schemaVersion", 1}, {"runId", id.str()}, {"steps", std::move(steps)}});
  }
  session.out.text << session.out.paint(TextStyle::strong, named("run", id, session.out)) << '\n';
  for (const StepExplanation& one : all) print_explanation(one, session);
}

}  // namespace

void add_runs_why(CLI::App& group, Session& session) {
  auto options = std::make_shared<WhyOptions>();
  CLI::App* command =
      add_command(group, "why", "Why each step was executed, or which run has its result",
                  {"limner runs why @last", "limner runs why 7qx2m9kd image --json"});
  command->add_option("run", options->run, "An id, its last 8 characters, @last, or a request id")
      ->required()
      ->type_name("RUN");
  command
      ->add_option("step", options->step,
                   "Id or name of a step (default: all). Each is compared with the last 20 earlier "
                   "runs of the template; the nearest is that with the fewest differences")
      ->type_name("STEP");
  command->callback([options, &session] { explain_run(*options, session); });
}

}  // namespace limner::cli
