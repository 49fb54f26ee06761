// limner artifacts path, open and export: the files themselves.
#include "app/artifact_files.hpp"
#include "cli/command/artifacts.hpp"
#include "cli/launch.hpp"
#include "cli/render/screen.hpp"

#include <memory>

namespace limner::cli {

namespace fs = std::filesystem;

namespace {

struct ArtifactFilesOptions {
  std::string id, role;
  std::vector<std::string> ids;
  std::string directory;
  bool reveal = false;
  bool overwrite = false;
};

fs::path artifact_path(const std::string& id, const std::string& role, const Session& session) {
  const store::Records records = app::records_to_look_up(session, id);
  const app::ArtifactReport report = app::load_artifact_report(records, records.find_artifact(id));
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

struct Export {
  app::ArtifactReport report;
  store::ArtifactFile file;
};

// Every artifact is looked up before the first file is written.
std::vector<Export> find_exports(const ArtifactFilesOptions& options, const Session& session,
                                 const store::BlobStore& blobs) {
  const store::Records records = app::records_to_look_up(session, options.ids.front());
  std::vector<Export> found;
  for (const std::string& id : options.ids) {
    app::ArtifactReport report = app::load_artifact_report(records, records.find_artifact(id));
    store::ArtifactFile file = app::stored_file(report.artifact, options.role, blobs);
    found.push_back({std::move(report), std::move(file)});
  }
  return found;
}

fs::path export_artifact(const Export& what, const ArtifactFilesOptions& options,
                         const Session& session, const store::BlobStore& blobs) {
  const fs::path directory = session.directory / options.directory;
  const std::string name = app::readable_name(what.report.artifact, what.file, what.report.title);
  return app::export_file(blobs, what.file.asset, directory, name,
                          options.overwrite ? app::Existing::replaced : app::Existing::kept);
}

void export_all(const ArtifactFilesOptions& options, const Session& session) {
  const store::BlobStore blobs = app::open_blobs(session);
  std::vector<std::pair<ArtifactId, fs::path>> written;
  for (const Export& what : find_exports(options, session, blobs))
    written.emplace_back(what.report.artifact.id, export_artifact(what, options, session, blobs));
  const bool as_json = printed_as_json(session, "files", written, [](const auto& row) {
    return ordered_json{{"artifactId", row.first.str()}, {"path", row.second.string()}};
  });
  if (as_json) return;
  for (const auto& [id, path] : written) session.out.text << path.string() << '\n';
}

void add_role(CLI::App& command, ArtifactFilesOptions& options) {
  command
      .add_option("--file", options.role,
                  "Which file: raw, processed, source, … (default: its primary file)")
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
  add_role(*command, *options);
  command->callback([options, &session] { print_path(*options, session); });
}

void add_artifacts_open(CLI::App& group, Session& session) {
  auto options = std::make_shared<ArtifactFilesOptions>();
  CLI::App* command =
      add_command(group, "open", "Open an artifact in the desktop's image viewer",
                  {"limner artifacts open @last", "limner artifacts open c1r6yt0g --reveal"});
  add_id(*command, *options);
  add_role(*command, *options);
  command->add_flag("--reveal", options->reveal, "Open the containing directory instead");
  command->callback([options, &session] { open_artifact(*options, session); });
}

void add_artifacts_export(CLI::App& group, Session& session) {
  auto options = std::make_shared<ArtifactFilesOptions>();
  CLI::App* command =
      add_command(group, "export", "Export artifacts to a directory under readable names",
                  {"limner artifacts export @last --out pictures",
                   "limner artifacts export c1r6yt0g 7qx2m9kd --out . --file raw --overwrite"});
  command->add_option("artifacts", options->ids, "Ids, their last 8 characters, or @last")
      ->required()
      ->type_name("ARTIFACT");
  command->add_option("--out", options->directory, "Output directory; created if missing")
      ->required()
      ->type_name("DIR");
  add_role(*command, *options);
  command->add_flag("--overwrite", options->overwrite, "Overwrite existing files");
  command->callback([options, &session] { export_all(*options, session); });
}

}  // namespace limner::cli
