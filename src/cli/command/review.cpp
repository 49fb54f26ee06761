// limner review: artifacts waiting for review, and past decisions.
#include "cli/command/review.hpp"

#include "app/artifact_files.hpp"
#include "app/review.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <memory>

namespace limner::cli {

namespace {

struct ShowReviewsOptions {
  std::vector<std::string> ids;
};

std::vector<app::ArtifactReport> find_reviews(const store::Records& records,
                                              const store::ArtifactFilter& filter) {
  std::vector<app::ArtifactReport> found;
  for (const store::ArtifactRow& artifact : records.artifacts(filter))
    found.push_back(app::load_artifact_report(records, artifact.id));
  return found;
}

void print_reviews_table(const std::vector<app::ArtifactReport>& found, const Session& session) {
  Table table({{"ARTIFACT"},
               {"RUN"},
               {.title = "MADE", .optional = true},
               {"TYPE", false, true, true},
               {"TITLE", false, true}});
  const Time now = session.clock.now();
  for (const auto& [artifact, title, reviews] : found) {
    table.add({{artifact.id.str(), std::string(artifact.id.short_id())},
               {artifact.run ? artifact.run->str() : "",
                artifact.run ? std::string(artifact.run->short_id()) : ""},
               {rfc3339(artifact.created), format_age(artifact.created, now)},
               {artifact.type},
               {title}});
  }
  table.print(session.out);
}

bool printed_reviews_as_json(const std::vector<app::ArtifactReport>& found,
                             const Session& session) {
  const store::BlobStore blobs = app::open_blobs(session);
  return printed_as_json(session, "reviews", found, [&](const app::ArtifactReport& report) {
    return app::review_json(report, blobs);
  });
}

void list_reviews(std::optional<std::int64_t> limit, const Session& session) {
  const store::ArtifactFilter filter{.status = store::ArtifactStatus::review,
                                     .limit = static_cast<int>(limit.value_or(default_list_limit))};
  const std::optional<store::Records> records = app::existing_records(session);
  const std::vector<app::ArtifactReport> found =
      records ? find_reviews(*records, filter) : std::vector<app::ArtifactReport>();
  if (!printed_reviews_as_json(found, session) && !found.empty())
    print_reviews_table(found, session);
  if (found.empty()) {
    return note_empty(session, "nothing is waiting for review",
                      "list all pictures: limner artifacts ls");
  }
  note_limit(session, found.size(), records->count_artifacts(filter));
  if (session.err.terminal) {
    note(session,
         fmt::format("approve: limner review approve {}", found.front().artifact.id.short_id()));
  }
}

void print_review(const app::ArtifactReport& report, const Session& session) {
  const Output& out = session.out;
  const store::ArtifactRow& artifact = report.artifact;
  out.text << out.paint(TextStyle::strong, named("artifact", artifact.id, out)) << "  "
           << out.paint(ink_of(artifact.status), to_string(artifact.status)) << "  "
           << plain(report.title) << '\n';
  if (artifact.run) print_field(out, "run", shown(*artifact.run, out));
  if (const store::ArtifactFile* file = app::primary_file(artifact)) {
    print_field(out, "file", app::open_blobs(session).path_of(file->asset).string());
    print_field(out, "sha256", file->asset.digest.hex());
  }
  for (const store::ReviewRow& review : report.reviews)
    print_field(out, to_string(review.verdict), format_verdict(review, out),
                ink_of(review.verdict));
  const bool is_rejected = artifact.status == store::ArtifactStatus::rejected;
  if (artifact.status == store::ArtifactStatus::review || is_rejected)
    print_field(out, "decide",
                fmt::format("limner review {} {}", is_rejected ? "reopen" : "approve",
                            artifact.id.short_id()));
}

void show_reviews(const ShowReviewsOptions& options, const Session& session) {
  const store::Records records = app::records_to_look_up(session, options.ids.front());
  const std::vector<app::ArtifactReport> found = app::reviewed_artifacts(records, options.ids);
  if (printed_reviews_as_json(found, session)) return;
  for (const app::ArtifactReport& report : found) {
    if (&report != &found.front()) session.out.text << '\n';
    print_review(report, session);
  }
}

}  // namespace

void add_review(CLI::App& app, Session& session) {
  CLI::App* group = add_command(app, "review", "Review pictures: approve or reject",
                                {"limner review", "limner review approve @last"});
  const auto limit = std::make_shared<std::optional<std::int64_t>>();
  CLI::App* ls = add_command(*group, "ls", "List artifacts waiting for review",
                             {"limner review", "limner review ls --json"});
  add_number(*ls, "--limit", *limit, 0, 1'000'000,
             "Maximum number of rows; 0 for all (default: 30)");
  ls->callback([limit, &session] { list_reviews(*limit, session); });

  auto options = std::make_shared<ShowReviewsOptions>();
  CLI::App* command =
      add_command(*group, "show", "Show review decisions and the file they apply to",
                  {"limner review show @last", "limner review show 7qx2m9kd --json"});
  command->add_option("ids", options->ids, "Ids of artifacts or runs")->required()->type_name("ID");
  command->callback([options, &session] { show_reviews(*options, session); });
  add_review_verdicts(*group, session);
}

}  // namespace limner::cli
