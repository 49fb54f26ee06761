// limner artifacts show ARTIFACT
#include "app/artifact_files.hpp"
#include "app/last_artifact.hpp"
#include "cli/command/artifacts.hpp"
#include "cli/command/ledger.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"

#include <memory>

namespace limner::cli {

namespace {

using nlohmann::json;

struct ShowArtifactOptions {
  std::string id;
  bool ledger = false;
  bool credits = false;
};

std::string format_model_execution(const json& execution) {
  const std::string resolved = text_at(execution, "resolved");
  const std::string requested = text_at(execution, "requested");
  const std::string reason = text_at(execution, "reason");
  std::string words = resolved;
  if (!requested.empty() && requested != resolved)
    words += fmt::format(", requested {}", requested);
  if (!reason.empty()) words += fmt::format(" ({})", reason);
  return words;
}

std::string format_artifact_file(const store::ArtifactFile& file) {
  const Asset& asset = file.asset;
  const std::string size = asset.width > 0 ? fmt::format("{}x{} ", asset.width, asset.height) : "";
  return fmt::format("{}{}, {}", size, asset.media_type, format_size(asset.size));
}

void print_artifact_header(const app::ArtifactReport& report, const Session& session) {
  const Output& out = session.out;
  const store::ArtifactRow& artifact = report.artifact;
  out.text << out.paint(TextStyle::strong, named("artifact", artifact.id, out)) << "  "
           << out.paint(ink_of(artifact.status), to_string(artifact.status)) << "  "
           << plain(report.title) << '\n';
  print_field(out, "type", fmt::format("{}, {}", artifact.type, artifact.artifact_class));
  if (artifact.run) print_field(out, "run", shown(*artifact.run, out));
  print_field(out, "made", moment(artifact.created, out));
  if (const std::string model = format_model_execution(artifact.model_execution); !model.empty())
    print_field(out, "model", model);
  if (artifact.context.is_object() && artifact.context.contains("source"))
    print_field(out, "from", text_at(artifact.context["source"], "place"));
  for (const ArtifactId& parent : artifact.parents) print_field(out, "from", shown(parent, out));
  if (const std::string prompt = text_at(artifact.request, "prompt"); !prompt.empty())
    print_field(out, "prompt", prompt);
  for (const auto& [key, value] : artifact.tags)
    print_field(out, "tag", fmt::format("{}={}", key, value));
}

void print_files(const store::ArtifactRow& artifact, const store::BlobStore& blobs,
                 const Output& out) {
  print_heading(out, "files");
  for (const store::ArtifactFile& file : artifact.files) {
    print_field(out, file.role, format_artifact_file(file));
    print_field(out, "", blobs.path_of(file.asset).string());
    print_field(out, "", fmt::format("{} {}/{}", file.kind, file.bucket, file.object_key),
                TextStyle::faint);
  }
}

void print_artifact_reviews(const app::ArtifactReport& report, const Output& out) {
  if (report.reviews.empty()) return;
  print_heading(out, "review");
  for (const store::ReviewRow& review : report.reviews)
    print_field(out, to_string(review.verdict), format_verdict(review, out),
                ink_of(review.verdict));
}

void print_attributions(const store::ArtifactRow& artifact, bool all, const Session& session) {
  const json& credits = artifact.credits;
  if (!credits.is_array() || credits.empty()) return;
  if (!all) {
    print_heading(session.out, "credits");
    print_field(session.out, "",
                fmt::format("uses {} third-party {}; list {} with --credits", credits.size(),
                            either(credits.size(), "drawing", "drawings"),
                            either(credits.size(), "it", "them")));
    return;
  }
  print_heading(session.out, "credits");
  for (const json& credit : credits) {
    print_field(session.out, text_at(credit, "asset"),
                fmt::format("{}, {}; {}", text_at(credit, "source"), text_at(credit, "licence"),
                            text_at(credit, "changes")));
  }
}

void print_artifact_failure(const store::ArtifactRow& artifact, const Output& out) {
  if (!artifact.failure.is_object()) return;
  print_heading(out, "failure");
  print_field(out, "code", text_at(artifact.failure, "code"), TextStyle::bad);
  print_field(out, "message", text_at(artifact.failure, "message"));
  print_field(out, "help", text_at(artifact.failure, "recovery"));
}

void print_artifact_details(const app::ArtifactReport& report, const ShowArtifactOptions& options,
                            const store::Records& records, const Session& session) {
  print_artifact_header(report, session);
  print_files(report.artifact, app::open_blobs(session), session.out);
  print_artifact_reviews(report, session.out);
  print_artifact_failure(report.artifact, session.out);
  print_attributions(report.artifact, options.credits, session);
  if (options.ledger) {
    print_heading(session.out, "ledger");
    const store::CostFilter own{.artifact = report.artifact.id};
    print_entries(records.costs(own), records.total(own), session);
  }
}

ordered_json artifact_document(const app::ArtifactReport& report,
                               const ShowArtifactOptions& options, const store::Records& records,
                               const Session& session) {
  ordered_json out = app::artifact_json(report, app::open_blobs(session));
  if (!options.ledger) return out;
  ordered_json& ledger = out["ledger"] = ordered_json::array();
  for (const store::CostEntry& entry : records.costs({.artifact = report.artifact.id}))
    ledger.push_back(app::ledger_entry(entry));
  return out;
}

void show_artifact(const ShowArtifactOptions& options, const Session& session) {
  const store::Records records = app::records_to_look_up(session, options.id);
  const app::ArtifactReport report =
      app::load_artifact_report(records, records.find_artifact(options.id));
  if (const std::string words = app::last_artifact_note(records, options.id, report.artifact);
      !words.empty())
    note(session, words);
  if (session.flags.json || session.flags.jsonl) {
    print_json(session, artifact_document(report, options, records, session));
  } else {
    print_artifact_details(report, options, records, session);
  }
}

}  // namespace

void add_artifacts_show(CLI::App& group, Session& session) {
  auto options = std::make_shared<ShowArtifactOptions>();
  CLI::App* command = add_command(
      group, "show", "Show one artifact: files, origin and review",
      {"limner artifacts show @last", "limner artifacts show c1r6yt0g --ledger --credits",
       "limner artifacts show c1r6yt0g --json"});
  command->add_option("artifact", options->id, "An id, its last 8 characters, or @last")
      ->required()
      ->type_name("ARTIFACT");
  command->add_flag("--ledger", options->ledger, "Include its ledger entries");
  command->add_flag("--credits", options->credits, "List third-party artwork used in the picture");
  command->callback([options, &session] { show_artifact(*options, session); });
}

}  // namespace limner::cli
