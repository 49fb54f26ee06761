// limner artifacts path, open and export: the files themselves.
#include "app/artifact_files.hpp"
#include "app/exports.hpp"
#include "app/last_artifact.hpp"
#include "cli/command/artifacts.hpp"
#include "cli/launch.hpp"
#include "cli/render/screen.hpp"

#include <algorithm>
#include <memory>

namespace limner::cli {

namespace fs = std::filesystem;

namespace {

struct ArtifactFilesOptions {
  std::string id, role;
  std::vector<std::string> ids;
  std::string out, name;
  bool reveal = false;
  bool overwrite = false;
};

void note_last_artifact(const store::Records& records, const std::string& text,
                        const store::ArtifactRow& found, const Session& session) {
  if (const std::string words = app::last_artifact_note(records, text, found); !words.empty())
    note(session, words);
}

fs::path artifact_path(const std::string& id, const std::string& role, const Session& session) {
  const store::Records records = app::records_to_look_up(session, id);
  const app::ArtifactReport report = app::load_artifact_report(records, records.find_artifact(id));
  note_last_artifact(records, id, report.artifact, session);
  const store::BlobStore blobs = app::open_blobs(session);
  return blobs.path_of(app::stored_file(report.artifact, role, blobs).asset);
}

void print_path(const ArtifactFilesOptions& options, const Session& session) {
  const fs::path path = artifact_path(options.id, options.role, session);
  if (session.flags.json || session.flags.jsonl) {
    print_json(session, {{"schemaVersion", 1}, {"path", path.string()}});
  } else {
    session.out.text << path.string() << '\n';
  }
}

void open_artifact(const ArtifactFilesOptions& options, const Session& session) {
  const fs::path path = artifact_path(options.id, options.role, session);
  open_file(session, options.reveal ? path.parent_path() : path);
  note(session, fmt::format("opening {}", path.string()));
}

// An artifact with the run that its name takes values from.
struct FoundArtifact {
  app::ArtifactReport report;
  std::optional<store::RunRow> run;
  int index = 1;  // among the artifacts of its run
};

// The artifact, or all artifacts of a run.
std::vector<ArtifactId> artifacts_named(const store::Records& records, const std::string& text) {
  try {
    if (!text.starts_with(RunTag::prefix)) return {records.find_artifact(text)};
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found || text.starts_with(ArtifactTag::prefix)) throw;
  }
  return app::artifact_ids(records, records.find_run(text));
}

FoundArtifact found_artifact(const store::Records& records, const ArtifactId& id) {
  FoundArtifact found{.report = app::load_artifact_report(records, id), .run = std::nullopt};
  if (!found.report.artifact.run) return found;
  found.run = records.run(*found.report.artifact.run);
  const std::vector<ArtifactId> all = app::artifact_ids(records, *found.report.artifact.run);
  found.index = static_cast<int>(std::ranges::find(all, id) - all.begin()) + 1;
  return found;
}

// Every artifact is looked up, and its files are checked, before the first file is written.
std::vector<FoundArtifact> find_exports(const ArtifactFilesOptions& options, const Session& session,
                                        const store::BlobStore& blobs) {
  const store::Records records = app::records_to_look_up(session, options.ids.front());
  std::vector<FoundArtifact> found;
  for (const std::string& text : options.ids) {
    for (const ArtifactId& id : artifacts_named(records, text)) {
      found.push_back(found_artifact(records, id));
      note_last_artifact(records, text, found.back().report.artifact, session);
      app::stored_file(found.back().report.artifact, options.role, blobs);
    }
  }
  return found;
}

void export_all(const ArtifactFilesOptions& options, const Session& session) {
  const app::ExportTarget target =
      app::export_target(session.directory, options.out, options.name, options.overwrite).value();
  const store::BlobStore blobs = app::open_blobs(session);
  const std::vector<FoundArtifact> found = find_exports(options, session, blobs);
  if (target.is_exact && found.size() > 1) {
    throw Error(ErrorCode::usage, "--out names one file, and {} artifacts are exported",
                found.size())
        .with_help("give a directory: --out DIR/");
  }
  std::vector<app::ExportSource> sources;
  sources.reserve(found.size());
  for (const FoundArtifact& one : found) {
    sources.push_back({.report = &one.report,
                       .intake = one.run ? &one.run->intake : nullptr,
                       .take = one.run ? one.run->take : 1,
                       .index = one.index});
  }
  std::vector<std::pair<ArtifactId, fs::path>> written;
  for (const app::PictureExport& picture : app::plan_exports(sources, target, options.role)) {
    written.emplace_back(picture.report->artifact.id, app::export_picture(blobs, picture, target));
    if (const std::string warning = app::other_extension(picture); !warning.empty())
      note(session, warning);
  }
  const bool as_json = printed_as_json(session, "files", written, [](const auto& row) {
    return ordered_json{{"artifactId", row.first.str()}, {"path", row.second.string()}};
  });
  if (as_json) return;
  for (const auto& [id, path] : written) session.out.text << path.string() << '\n';
}

void add_role(CLI::App& command, ArtifactFilesOptions& options, std::string_view otherwise) {
  command
      .add_option("--file", options.role,
                  fmt::format("Which file: raw, processed, source, … (default: {})", otherwise))
      ->type_name("ROLE");
}

void add_id(CLI::App& command, ArtifactFilesOptions& options) {
  command.add_option("artifact", options.id, "An id, its last 8 characters, or @last")
      ->required()
      ->type_name("ARTIFACT");
}

}  // namespace

void add_artifacts_path(CLI::App& group, Session& session) {
  auto options = std::make_shared<ArtifactFilesOptions>();
  CLI::App* command =
      add_command(group, "path", "Print the path of an artifact's file",
                  {"limner artifacts path @last", "limner artifacts path c1r6yt0g --file raw"});
  add_id(*command, *options);
  add_role(*command, *options, "its primary file");
  command->callback([options, &session] { print_path(*options, session); });
}

void add_artifacts_open(CLI::App& group, Session& session) {
  auto options = std::make_shared<ArtifactFilesOptions>();
  CLI::App* command =
      add_command(group, "open", "Open an artifact in the desktop's image viewer",
                  {"limner artifacts open @last", "limner artifacts open c1r6yt0g --reveal"});
  add_id(*command, *options);
  add_role(*command, *options, "its primary file");
  command->add_flag("--reveal", options->reveal, "Open the containing directory instead");
  command->callback([options, &session] { open_artifact(*options, session); });
}

void add_artifacts_export(CLI::App& group, Session& session) {
  auto options = std::make_shared<ArtifactFilesOptions>();
  CLI::App* command =
      add_command(group, "export", "Export pictures under readable names",
                  {"limner artifacts export @last --out pictures",
                   "limner artifacts export @last --out fox.webp",
                   "limner artifacts export c1r6yt0g 7qx2m9kd --out . --file raw --overwrite",
                   "limner artifacts export 7qx2m9kd --out set --name \"{slug}-{index}\""});
  command
      ->add_option("artifacts", options->ids,
                   "Ids of artifacts or runs, their last 8 characters, or @last")
      ->required()
      ->type_name("ARTIFACT");
  command
      ->add_option("--out", options->out,
                   "Output directory, created if missing, or the file of one picture")
      ->required()
      ->type_name("DIR");
  command
      ->add_option("--name", options->name,
                   "File names: {slug} {index} {take} {id} {role} {ext} and any input of the run, "
                   "such as {style}")
      ->type_name("PATTERN");
  add_role(*command, *options, "all pictures");
  command->add_flag("--overwrite", options->overwrite, "Overwrite existing files");
  command->callback([options, &session] { export_all(*options, session); });
}

}  // namespace limner::cli
