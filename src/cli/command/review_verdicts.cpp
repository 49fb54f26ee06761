// limner review approve, reject and reopen
#include "app/review.hpp"
#include "cli/command/review.hpp"
#include "cli/render/screen.hpp"

#include <array>
#include <memory>

namespace limner::cli {

namespace {

struct VerdictCommand {
  std::string_view command;
  store::ReviewVerdict verdict;
  std::string_view about;
  std::string_view note;  // of the example
};

constexpr std::array<VerdictCommand, 3> verdict_commands{{
    {"approve", store::ReviewVerdict::approved, "Approve artifacts", "matches the brief"},
    {"reject", store::ReviewVerdict::rejected, "Reject artifacts", "tail cut off"},
    {"reopen", store::ReviewVerdict::reopened, "Return rejected artifacts to review",
     "cropped again"},
}};

struct VerdictOptions {
  std::vector<std::string> ids;
  std::string reviewer, remark;
};

void decide(store::ReviewVerdict verdict, const VerdictOptions& options, const Session& session) {
  if (!app::store_location(session).exists) app::records_to_look_up(session, options.ids.front());
  store::Records records = app::open_records(session);
  const store::BlobStore blobs = app::open_blobs(session);
  const std::vector<app::ArtifactReport> decided = app::record_verdicts(
      records, blobs, options.ids,
      {.verdict = verdict, .reviewer = options.reviewer, .note = options.remark}, session);
  for (const app::ArtifactReport& report : decided)
    note(session,
         fmt::format("{} {}  {}", to_string(verdict), report.artifact.id.short_id(), report.title));
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
        fmt::format("limner review {} c1r6yt0g --note \"{}\"", name, verdict.note);
    CLI::App* command = add_command(group, name, std::string(verdict.about), {first, second});
    command->add_option("ids", options->ids, "Ids of artifacts or runs")
        ->required()
        ->type_name("ID");
    command->add_option("--note", options->remark, "Reason for the decision")->type_name("TEXT");
    command->add_option("--by", options->reviewer, "Name of the reviewer (default: $USER)")
        ->type_name("NAME");
    command->callback(
        [options, verdict = verdict.verdict, &session] { decide(verdict, *options, session); });
  }
}

}  // namespace limner::cli
