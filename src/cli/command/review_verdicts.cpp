// limner review approve, reject and reopen
#include "app/artifact_files.hpp"
#include "cli/command/review.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace limner::cli {

namespace {

struct VerdictCommand {
  std::string_view command;
  store::ReviewVerdict verdict;
  std::string_view about;
  store::ArtifactStatus from;  // the state it may be given in
  store::ArtifactStatus to;
};

constexpr std::array<VerdictCommand, 3> verdict_commands{{
    {"approve", store::ReviewVerdict::approved, "Approve artifacts", store::ArtifactStatus::review,
     store::ArtifactStatus::approved},
    {"reject", store::ReviewVerdict::rejected, "Reject artifacts", store::ArtifactStatus::review,
     store::ArtifactStatus::rejected},
    {"reopen", store::ReviewVerdict::reopened, "Return rejected artifacts to review",
     store::ArtifactStatus::rejected, store::ArtifactStatus::review},
}};

struct VerdictOptions {
  std::vector<std::string> ids;
  std::string reviewer, remark;
};

std::string reviewer_of(const VerdictOptions& options, const Session& session) {
  if (!options.reviewer.empty()) return options.reviewer;
  return session.variable("USER").value_or(session.variable("LOGNAME").value_or(""));
}

[[noreturn]] void refuse_verdict(const app::ArtifactReport& report, const VerdictCommand& verdict,
                                 const Output& err) {
  const store::ArtifactRow& artifact = report.artifact;
  if (artifact.status == verdict.to && !report.reviews.empty()) {
    throw Error(ErrorCode::usage, "artifact {} is already {}, {}", artifact.id.short_id(),
                to_string(artifact.status), format_verdict(report.reviews.back(), err))
        .with_help(fmt::format("see the decision: limner review show {}", artifact.id.short_id()));
  }
  const bool is_rejected = artifact.status == store::ArtifactStatus::rejected;
  const std::string state = artifact.status == store::ArtifactStatus::review
                                ? "is still waiting for review"
                                : fmt::format("is {}", to_string(artifact.status));
  throw Error(ErrorCode::usage, "artifact {} {}: it cannot be {}", artifact.id.short_id(), state,
              to_string(verdict.verdict))
      .with_help(fmt::format("{}: limner review {} {}",
                             is_rejected ? "reopen it first" : "see the decision",
                             is_rejected ? "reopen" : "show", artifact.id.short_id()));
}

// The file is read again so that the decision applies to its current bytes.
store::ReviewRow verdict_on(const app::ArtifactReport& report, const VerdictCommand& verdict,
                            const VerdictOptions& options, const Session& session,
                            const store::BlobStore& blobs) {
  const store::ArtifactFile* file = app::primary_file(report.artifact);
  if (!file) {
    throw Error(ErrorCode::usage, "artifact {} has no file to review",
                report.artifact.id.short_id())
        .with_help(fmt::format("limner artifacts show {}", report.artifact.id.short_id()));
  }
  blobs.get(file->asset);
  return {.id = ReviewId::make(session.ids),
          .artifact = report.artifact.id,
          .run = report.artifact.run,
          .verdict = verdict.verdict,
          .seen = file->asset.digest,
          .reviewer = reviewer_of(options, session),
          .note = options.remark,
          .at = session.clock.now()};
}

void decide(const VerdictCommand& verdict, const VerdictOptions& options, const Session& session) {
  if (!app::store_location(session).exists) app::records_to_look_up(session, options.ids.front());
  store::Records records = app::open_records(session);
  const store::BlobStore blobs = app::open_blobs(session);
  const std::vector<app::ArtifactReport> found =
      reviewed_artifacts(records, options.ids, verdict.from);
  std::vector<store::ReviewRow> reviews;
  for (const app::ArtifactReport& report : found) {
    if (report.artifact.status != verdict.from) refuse_verdict(report, verdict, session.err);
    reviews.push_back(verdict_on(report, verdict, options, session, blobs));
  }
  for (const store::ReviewRow& review : reviews) records.add_review(review, verdict.to);

  for (const app::ArtifactReport& report : found) {
    note(session, fmt::format("{} {}  {}", to_string(verdict.verdict),
                              report.artifact.id.short_id(), report.title));
  }
  std::vector<app::ArtifactReport> decided;
  decided.reserve(reviews.size());
  for (const store::ReviewRow& review : reviews)
    decided.push_back(app::load_artifact_report(records, review.artifact));
  printed_as_json(session, "reviews", decided, [&](const app::ArtifactReport& report) {
    return app::review_json(report, blobs);
  });
}

}  // namespace

void add_review_verdicts(CLI::App& group, Session& session) {
  for (const VerdictCommand& verdict : verdict_commands) {
    auto options = std::make_shared<VerdictOptions>();
    const std::string name(verdict.command);
    const std::string first = fmt::format("limner review {} @last", name);
    const std::string second =
        fmt::format("limner review {} c1r6yt0g --note \"tail cut off\"", name);
    CLI::App* command = add_command(group, name, std::string(verdict.about), {first, second});
    command->add_option("ids", options->ids, "Ids of artifacts or runs")
        ->required()
        ->type_name("ID");
    command->add_option("--note", options->remark, "Reason for the decision")->type_name("TEXT");
    command->add_option("--by", options->reviewer, "Name of the reviewer (default: $USER)")
        ->type_name("NAME");
    command->callback([options, &verdict, &session] { decide(verdict, *options, session); });
  }
}

}  // namespace limner::cli
