// limner review approve, reject and reopen
#include "cli/pictures.hpp"
#include "cli/review.hpp"
#include "cli/screens.hpp"
#include "cli/style.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace limner {

namespace {

struct VerdictCommand {
  std::string_view command, word, about;
  std::string_view from;  // the state it may be given in
  std::string_view to;
};

constexpr std::array<VerdictCommand, 3> verdict_commands{{
    {"approve", "approved", "Say that artifacts are good", "review", "approved"},
    {"reject", "rejected", "Say that artifacts are not good enough", "review", "rejected"},
    {"reopen", "reopened", "Ask again about artifacts that were rejected", "rejected", "review"},
}};

struct VerdictOptions {
  std::vector<std::string> ids;
  std::string reviewer, remark;
};

std::string reviewer_of(const VerdictOptions& options, const Session& session) {
  if (!options.reviewer.empty()) return options.reviewer;
  return session.variable("USER").value_or(session.variable("LOGNAME").value_or(""));
}

[[noreturn]] void refuse_verdict(const ArtifactStory& story, const VerdictCommand& verdict,
                                 const Output& err) {
  const ArtifactRow& artifact = story.artifact;
  if (artifact.status == verdict.to && !story.reviews.empty()) {
    throw Error(ErrorCode::usage, "artifact {} is {} already, {}", artifact.id.brief(),
                artifact.status, verdict_words(story.reviews.back(), err))
        .with_help(fmt::format("see what was decided: limner review show {}", artifact.id.brief()));
  }
  const bool is_rejected = artifact.status == "rejected";
  const std::string state =
      artifact.status == "review" ? "still waits for a verdict" : "is " + artifact.status;
  throw Error(ErrorCode::usage, "artifact {} {}: it cannot be {}", artifact.id.brief(), state,
              verdict.word)
      .with_help(fmt::format("{}: limner review {} {}",
                             is_rejected ? "ask again first" : "see what was decided",
                             is_rejected ? "reopen" : "show", artifact.id.brief()));
}

// The bytes are read again: a verdict is about the picture that is there now.
ReviewRow verdict_on(const ArtifactStory& story, const VerdictCommand& verdict,
                     const VerdictOptions& options, const Session& session,
                     const BlobStore& blobs) {
  const ArtifactFile* file = primary_file(story.artifact);
  if (!file) {
    throw Error(ErrorCode::usage, "artifact {} has no file to judge", story.artifact.id.brief())
        .with_help(fmt::format("limner artifacts show {}", story.artifact.id.brief()));
  }
  blobs.get(file->asset);
  return {.id = ReviewId::make(session.ids),
          .artifact = story.artifact.id,
          .run = story.artifact.run,
          .verdict = std::string(verdict.word),
          .seen = file->asset.digest,
          .reviewer = reviewer_of(options, session),
          .note = options.remark,
          .at = session.clock.now()};
}

void decide(const VerdictCommand& verdict, const VerdictOptions& options, const Session& session) {
  if (!store_place(session).exists) records_to_look_up(session, options.ids.front());
  Records records = open_records(session);
  const BlobStore blobs = open_blobs(session);
  const std::vector<ArtifactStory> found = reviewed_artifacts(records, options.ids, verdict.from);
  std::vector<ReviewRow> reviews;
  for (const ArtifactStory& story : found) {
    if (story.artifact.status != verdict.from) refuse_verdict(story, verdict, session.err);
    reviews.push_back(verdict_on(story, verdict, options, session, blobs));
  }
  for (const ReviewRow& review : reviews) records.add_review(review, verdict.to);

  for (const ArtifactStory& story : found) {
    note(session, fmt::format("{} {}  {}", verdict.word, story.artifact.id.brief(), story.title));
  }
  std::vector<ArtifactStory> decided;
  decided.reserve(reviews.size());
  for (const ReviewRow& review : reviews)
    decided.push_back(read_artifact(records, review.artifact));
  printed_as_json(session, "reviews", decided,
                  [&](const ArtifactStory& story) { return review_shape(story, blobs); });
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
    command->add_option("--note", options->remark, "Why")->type_name("TEXT");
    command->add_option("--by", options->reviewer, "Who decides (default: $USER)")
        ->type_name("NAME");
    command->callback([options, &verdict, &session] { decide(verdict, *options, session); });
  }
}

}  // namespace limner
