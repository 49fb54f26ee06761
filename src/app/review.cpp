#include "app/review.hpp"

#include "app/artifact_files.hpp"
#include "app/text_arguments.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <stdexcept>

namespace limner::app {

namespace {

// The states between which a verdict moves an artifact.
struct VerdictMove {
  store::ArtifactStatus from, to;
};

VerdictMove move_of(store::ReviewVerdict verdict) {
  using enum store::ArtifactStatus;
  switch (verdict) {
    case store::ReviewVerdict::approved: return {review, approved};
    case store::ReviewVerdict::rejected: return {review, rejected};
    case store::ReviewVerdict::reopened: return {rejected, review};
  }
  throw std::logic_error("not a verdict");
}

std::vector<ArtifactId> artifacts_of(const store::Records& records, const RunId& run,
                                     std::optional<store::ArtifactStatus> preferred) {
  std::vector<ArtifactId> all, in_state;
  for (const store::ArtifactRow& artifact : records.artifacts({.run = run})) {
    all.push_back(artifact.id);
    if (artifact.status == preferred) in_state.push_back(artifact.id);
  }
  if (all.empty()) {
    throw Error(ErrorCode::not_found, "run {} has no artifacts", run.str())
        .with_help(fmt::format("see why: limner runs show {}", run.short_id()));
  }
  return in_state.empty() ? all : in_state;
}

// The id of an artifact or a run. An ambiguous artifact id is not tried as a run id.
std::vector<ArtifactId> artifacts_meant(const store::Records& records, const std::string& text,
                                        std::optional<store::ArtifactStatus> preferred) {
  try {
    if (!text.starts_with(RunTag::prefix)) return {records.find_artifact(text)};
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) throw;
  }
  return artifacts_of(records, records.find_run(text), preferred);
}

[[noreturn]] void refuse_verdict(const ArtifactReport& report, store::ReviewVerdict verdict) {
  const store::ArtifactRow& artifact = report.artifact;
  if (artifact.status == move_of(verdict).to && !report.reviews.empty()) {
    const store::ReviewRow& last = report.reviews.back();
    throw Error(ErrorCode::usage, "artifact {} is already {}, {}", artifact.id.short_id(),
                to_string(artifact.status), verdict_text(last, rfc3339(last.at)))
        .with_help(fmt::format("see the decision: limner review show {}", artifact.id.short_id()));
  }
  const bool is_rejected = artifact.status == store::ArtifactStatus::rejected;
  const std::string state = artifact.status == store::ArtifactStatus::review
                                ? "is still waiting for review"
                                : fmt::format("is {}", to_string(artifact.status));
  throw Error(ErrorCode::usage, "artifact {} {}: it cannot be {}", artifact.id.short_id(), state,
              to_string(verdict))
      .with_help(fmt::format("{}: limner review {} {}",
                             is_rejected ? "reopen it first" : "see the decision",
                             is_rejected ? "reopen" : "show", artifact.id.short_id()));
}

std::string reviewer_of(const ReviewDecision& decision, const Context& context) {
  if (!decision.reviewer.empty()) return decision.reviewer;
  return context.variable("USER").value_or(context.variable("LOGNAME").value_or(""));
}

// The file is read again so that the decision applies to its current bytes.
store::ReviewRow review_of(const ArtifactReport& report, const ReviewDecision& decision,
                           const Context& context, const store::BlobStore& blobs) {
  const store::ArtifactFile* file = primary_file(report.artifact);
  if (!file) {
    throw Error(ErrorCode::usage, "artifact {} has no file to review",
                report.artifact.id.short_id())
        .with_help(fmt::format("limner artifacts show {}", report.artifact.id.short_id()));
  }
  blobs.get(file->asset);
  return {.id = ReviewId::make(context.ids),
          .artifact = report.artifact.id,
          .run = report.artifact.run,
          .verdict = decision.verdict,
          .seen = file->asset.digest,
          .reviewer = reviewer_of(decision, context),
          .note = decision.note,
          .at = context.clock.now()};
}

}  // namespace

std::vector<ArtifactReport> reviewed_artifacts(const store::Records& records,
                                               const std::vector<std::string>& ids,
                                               std::optional<store::ArtifactStatus> preferred) {
  std::vector<ArtifactReport> found;
  for (const std::string& text : ids) {
    for (const ArtifactId& id : artifacts_meant(records, text, preferred)) {
      const bool known = std::ranges::any_of(
          found, [&](const ArtifactReport& report) { return report.artifact.id == id; });
      if (!known) found.push_back(load_artifact_report(records, id));
    }
  }
  return found;
}

std::vector<ArtifactReport> record_verdicts(store::Records& records, const store::BlobStore& blobs,
                                            const std::vector<std::string>& ids,
                                            const ReviewDecision& decision,
                                            const Context& context) {
  refuse_invalid_text("--note", decision.note);
  refuse_invalid_text("--by", decision.reviewer);
  const VerdictMove move = move_of(decision.verdict);
  std::vector<store::ReviewRow> reviews;
  for (const ArtifactReport& report : reviewed_artifacts(records, ids, move.from)) {
    if (report.artifact.status != move.from) refuse_verdict(report, decision.verdict);
    reviews.push_back(review_of(report, decision, context, blobs));
  }
  for (const store::ReviewRow& review : reviews) records.add_review(review, move.to);
  std::vector<ArtifactReport> decided;
  decided.reserve(reviews.size());
  for (const store::ReviewRow& review : reviews)
    decided.push_back(load_artifact_report(records, review.artifact));
  return decided;
}

std::string verdict_text(const store::ReviewRow& review, std::string_view time) {
  return fmt::format("{}{}{}{}{}", review.reviewer.empty() ? "" : "by ", review.reviewer,
                     review.reviewer.empty() ? "" : ", ", time,
                     review.note.empty() ? "" : ": " + review.note);
}

}  // namespace limner::app
