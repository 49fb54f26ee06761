// limner artifacts
#include "cli/artifacts.hpp"

#include "cli/pictures.hpp"
#include "cli/shapes.hpp"

namespace limner {

void add_artifacts(CLI::App& app, Session& session) {
  CLI::App* group = add_command(app, "artifacts", "Look at what runs have made, and take it out");
  add_artifacts_ls(*group, session);
  add_artifacts_show(*group, session);
  add_artifacts_path(*group, session);
  add_artifacts_open(*group, session);
  add_artifacts_add(*group, session);
  add_artifacts_export(*group, session);
}

const ArtifactFile& stored_file(const ArtifactRow& artifact, const std::string& role,
                                const BlobStore& blobs) {
  const ArtifactFile* file = role.empty() ? primary_file(artifact) : file_of(artifact, role);
  if (!file) {
    throw Error(ErrorCode::not_found, "artifact {} has no {} file", artifact.id.str(), role)
        .with_help(fmt::format("see its files: limner artifacts show {}", artifact.id.brief()));
  }
  const std::filesystem::path path = blobs.path_of(file->asset);
  std::error_code unreadable;
  if (!std::filesystem::exists(path, unreadable)) {
    throw Error(ErrorCode::store_damaged, "{} is gone, though artifact {} needs it", path.string(),
                artifact.id.str())
        .with_help("restore the file from a backup, or make the picture again");
  }
  blobs.get(file->asset);  // throws when it is not what it was
  return *file;
}

}  // namespace limner
