// limner artifacts ls
#include "app/artifact_files.hpp"
#include "cli/command/artifacts.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <memory>
#include <utility>

namespace limner::cli {

namespace {

struct ListArtifactsOptions {
  std::string status, run, tag;
  std::optional<std::int64_t> limit;
};

std::pair<std::string, std::string> parse_tag(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Error(ErrorCode::usage, "--tag cannot be \"{}\"", text)
        .with_help("give a key and a value: --tag campaign=spring");
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

store::ArtifactFilter artifact_filter(const ListArtifactsOptions& options, const Session& session,
                                      const std::optional<store::Records>& records) {
  store::ArtifactFilter filter{.status = parse_enum<store::ArtifactStatus>(options.status)};
  if (!options.tag.empty()) filter.tag = parse_tag(options.tag);
  if (!options.run.empty()) {
    filter.run = records ? records->find_run(options.run)
                         : app::records_to_look_up(session, options.run).find_run(options.run);
  }
  return filter;
}

std::vector<app::ArtifactReport> find_artifacts(const store::Records& records,
                                                const store::ArtifactFilter& filter) {
  std::vector<app::ArtifactReport> found;
  for (const store::ArtifactRow& artifact : records.artifacts(filter))
    found.push_back(app::load_artifact_report(records, artifact.id));
  return found;
}

std::string size_of(const store::ArtifactFile& file) {
  if (file.asset.width == 0) return file.asset.media_type;
  return fmt::format("{}x{}", file.asset.width, file.asset.height);
}

void print_artifacts_table(const std::vector<app::ArtifactReport>& found, const Session& session) {
  Table table({{"ARTIFACT"},
               {.title = "MADE", .optional = true},
               {"STATUS"},
               {"TYPE", false, true, true},
               {"SIZE", true, false, true},
               {"BYTES", true, false, true},
               {"TITLE", false, true}});
  const Time now = session.clock.now();
  for (const app::ArtifactReport& report : found) {
    const store::ArtifactRow& artifact = report.artifact;
    const store::ArtifactFile* file = app::primary_file(artifact);
    table.add(
        {{artifact.id.str(), std::string(artifact.id.short_id())},
         {rfc3339(artifact.created), format_age(artifact.created, now)},
         {std::string(to_string(artifact.status)), "", ink_of(artifact.status)},
         {artifact.type},
         {file ? size_of(*file) : ""},
         {file ? std::to_string(file->asset.size) : "", file ? format_size(file->asset.size) : ""},
         {report.title}});
  }
  table.print(session.out);
}

void note_no_artifacts(const ListArtifactsOptions& options, const Session& session) {
  if (!options.status.empty() || !options.run.empty() || !options.tag.empty()) {
    note_empty(session, "no artifact matches",
               "remove a filter, or list all: limner artifacts ls --limit 0");
  } else {
    note_empty(session,
               fmt::format("no artifacts yet in {}", app::store_location(session).path.string()),
               "create one: limner run generate-clip-art-asset --offline --prompt \"a fox\"");
  }
}

void list_artifacts(const ListArtifactsOptions& options, const Session& session) {
  const std::optional<store::Records> records = app::existing_records(session);
  store::ArtifactFilter filter = artifact_filter(options, session, records);
  filter.limit = static_cast<int>(options.limit.value_or(default_list_limit));
  const std::vector<app::ArtifactReport> found =
      records ? find_artifacts(*records, filter) : std::vector<app::ArtifactReport>();
  const store::BlobStore blobs = app::open_blobs(session);
  const bool as_json = printed_as_json(
      session, "artifacts", found,
      [&](const app::ArtifactReport& report) { return app::artifact_json(report, blobs); });
  if (!as_json && !found.empty()) print_artifacts_table(found, session);
  if (found.empty()) return note_no_artifacts(options, session);
  note_limit(session, found.size(), records->count_artifacts(filter));
}

}  // namespace

void add_artifacts_ls(CLI::App& group, Session& session) {
  auto options = std::make_shared<ListArtifactsOptions>();
  CLI::App* command = add_command(
      group, "ls", "List artifacts, newest first",
      {"limner artifacts ls", "limner artifacts ls --status approved --tag campaign=spring",
       "limner artifacts ls --run @last --json"});
  add_choice(*command, "--status", options->status,
             list_words<store::ArtifactStatus, std::string>(), "Only artifacts in this state");
  command->add_option("--run", options->run, "Only artifacts of this run")->type_name("RUN");
  command->add_option("--tag", options->tag, "Only artifacts with this tag")
      ->type_name("KEY=VALUE");
  add_number(*command, "--limit", options->limit, 0, 1'000'000,
             "Maximum number of rows; 0 for all (default: 30)");
  command->callback([options, &session] { list_artifacts(*options, session); });
}

}  // namespace limner::cli
