// Reports the result of a run.
#include "cli/render/run_result.hpp"

#include "app/artifact_files.hpp"
#include "cli/launch.hpp"
#include "cli/render/failure.hpp"
#include "cli/render/format.hpp"
#include "cli/render/github.hpp"
#include "cli/render/github_batch.hpp"
#include "cli/render/screen.hpp"

#include <limner/file_url.hpp>

#include <fmt/format.h>

#include <map>

namespace limner::cli {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr int exit_invalid = 2;
constexpr int exit_failed = 3;
constexpr int exit_partly = 4;
constexpr int signal_base = 128;  // added to a signal's number by shells

// Rebuilds the Error from the recorded failure.
Error recorded_error(const json& failure) {
  const auto code = error_code_named(failure.value("code", ""));
  const bool in_step = failure.contains("step") && failure["step"].is_string();
  const std::string message = failure.value("message", "");
  std::string prefix = in_step ? failure["step"].get<std::string>() + ": " : "";
  if (message.starts_with(prefix)) prefix.clear();
  Error error(code.value_or(ErrorCode::generation_failed), "{}{}", prefix, message);
  error.with_help(failure.value("recovery", ""));
  error.with_charged(parse_enum<Charged>(failure.value("charged", "")).value_or(Charged::no));
  return error;
}

bool any_step_failed(const app::RunReport& report) {
  for (const store::StepRow& step : report.steps) {
    if (step.status == store::StepStatus::failed) return true;
  }
  return false;
}

void print_failures(const Session& session, const app::RunReport& report) {
  const auto print = [&](const json& failure, FailureOf of) {
    session.err.text << failure_text(recorded_error(failure), session.err, of);
  };
  bool printed = false;
  for (const store::StepRow& step : report.steps) {
    if (!step.failure.is_object()) continue;
    const bool is_call = !step.provider.empty() && step.provider != provider::embedded_provider;
    print(step.failure, is_call ? FailureOf::paid_call : FailureOf::command);
    printed = true;
  }
  if (!printed && report.run.failure.is_object()) print(report.run.failure, FailureOf::command);
}

std::string line_for(const app::ArtifactReport& made, const fs::path& path,
                     const std::string& print) {
  if (print == "id") return made.artifact.id.str();
  if (print == "path") return path.string();
  return file_url(std::filesystem::absolute(path));
}

// Where the primary picture of each artifact is: its copy, or the path in the store.
using PicturePaths = std::map<ArtifactId, fs::path>;

// Exports every picture of the run. When an export fails, a warning is printed, and the path in
// the store stays; the result of the run does not change.
void export_pictures(const Session& session, const app::RunReport& report,
                     const store::BlobStore& blobs, const ResultOptions& options,
                     const json* columns, PicturePaths& paths, int& exit_code) {
  std::vector<app::ExportSource> sources;
  for (const app::ArtifactReport& made : report.artifacts) {
    sources.push_back({.report = &made,
                       .intake = &report.run.intake,
                       .columns = columns,
                       .take = report.run.take,
                       .index = static_cast<int>(sources.size()) + 1});
  }
  std::size_t exported = 0;
  const app::ExportTarget& target = *options.target;
  for (const app::PictureExport& picture : app::plan_exports(sources, target)) {
    const store::ArtifactRow& artifact = picture.report->artifact;
    try {
      const fs::path path = app::export_picture(blobs, picture, target);
      if (picture.file == app::primary_file(artifact)) paths[artifact.id] = path;
      ++exported;
      if (const std::string warning = app::other_extension(picture); !warning.empty())
        note(session, warning);
    } catch (const Error& error) {
      session.err.text << failure_text(error, session.err);
      exit_code = traits(error.code()).exit_code;
    }
  }
  if (options.counts_exports && exported > report.artifacts.size())
    note(session, fmt::format("exported {} pictures to {}", exported, target.directory.string()));
}

// Prints the credits charged, also when there is nothing else to report.
void note_credits_spent(const Session& session, const app::RunReport& report) {
  const std::string words = format_credits(report);
  if (!words.empty() && !session.flags.json) note(session, "paid with " + words);
}

void print_next_steps(const Session& session, const app::RunReport& report) {
  if (session.flags.quiet || session.flags.json || report.artifacts.empty()) return;
  const Output& err = session.err;
  const std::string look = fmt::format("view: limner artifacts open {}",
                                       report.artifacts.front().artifact.id.short_id());
  err.text << err.paint(TextStyle::faint, look);
  if (report.run.status == store::RunStatus::review) {
    const std::string decide =
        fmt::format("approve: limner review approve {}", report.run.id.short_id());
    const bool fits = !err.terminal || display_width(look + decide) + 3 <= err.columns();
    err.text << (fits ? "   " : "\n") << err.paint(TextStyle::faint, decide);
  }
  err.text << '\n';
}

ordered_json document_of(const app::RunReport& report) {
  ordered_json document = app::run_summary(report);
  if (report.run.failure.is_object())
    document["error"] = app::failure_document(recorded_error(report.run.failure))["error"];
  return document;
}

}  // namespace

std::vector<HandedPicture> hand_over(const Session& session, const app::RunReport& report,
                                     const store::BlobStore& blobs, const ResultOptions& options,
                                     const nlohmann::json* columns, int& exit_code) {
  const bool lines = !session.flags.json && !session.flags.jsonl && options.print != "none";
  const std::optional<std::string> main = app::artifact_of(report.run);
  std::vector<HandedPicture> pictures;
  PicturePaths paths;
  if (options.target) export_pictures(session, report, blobs, options, columns, paths, exit_code);
  for (const app::ArtifactReport& made : report.artifacts) {
    const store::ArtifactFile* file = app::primary_file(made.artifact);
    if (file == nullptr) continue;
    const auto exported = paths.find(made.artifact.id);
    const fs::path path = exported == paths.end() ? blobs.path_of(file->asset) : exported->second;
    if (lines) session.out.text << line_for(made, path, options.print) << '\n' << std::flush;
    if (options.open) open_file(session, path);
    pictures.insert(made.artifact.id.str() == main ? pictures.begin() : pictures.end(),
                    {made.artifact.id, path});
  }
  return pictures;
}

std::string format_credits(const app::RunReport& report) {
  const store::CreditTotal& credits = report.credits;
  if (credits.charged <= Credits()) return {};
  std::string words =
      fmt::format("{} credits of wallet {}", credits.charged.str(), plain(credits.wallet));
  if (credits.refunded > Credits()) words += fmt::format(", {} refunded", credits.refunded.str());
  return words;
}

// A code that promises that nothing was spent is not used for a run that may have been charged.
int exit_code_of(const app::RunReport& report) {
  const store::RunStatus status = report.run.status;
  const json& failure = report.run.failure;
  const auto code =
      failure.is_object() ? error_code_named(failure.value("code", "")) : std::nullopt;
  // A paid answer that is damaged leaves its run in doubt, but asking again does not help.
  if (status == store::RunStatus::in_doubt)
    return traits(code == ErrorCode::store_damaged ? *code : ErrorCode::in_doubt).exit_code;
  if (status == store::RunStatus::failed || status == store::RunStatus::canceled) {
    const int exit_code = code ? traits(*code).exit_code : exit_failed;
    return exit_code == exit_invalid && report.charged != Charged::no ? exit_failed : exit_code;
  }
  return any_step_failed(report) ? exit_partly : 0;
}

int print_result(const Session& session, const app::RunReport& report,
                 const store::BlobStore& blobs, const ResultOptions& options) {
  int exit_code = session.signal != 0 ? signal_base + session.signal : exit_code_of(report);
  hand_over(session, report, blobs, options, nullptr, exit_code);
  if (wants_events(session)) {
    ordered_json line = {
        {"at", rfc3339(session.clock.now())}, {"event", "run.finished"}, {"exitCode", exit_code}};
    line.update(document_of(report));
    event_writer(session)(line);
  }
  if (session.flags.json && !session.flags.jsonl) print_json(session, document_of(report));
  print_failures(session, report);
  if (is_github(session.variable)) report_to_github(session, report);
  note_credits_spent(session, report);
  print_next_steps(session, report);
  return exit_code;
}

}  // namespace limner::cli
