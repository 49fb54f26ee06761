// Readable names and exports of artifact files.
#include "app/artifact_files.hpp"

#include "app/copied_file.hpp"
#include "app/name_pattern.hpp"
#include "app/report/json_output.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>

#include <algorithm>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

bool is_same(const fs::path& file, const Asset& asset) {
  std::error_code unreadable;
  if (fs::file_size(file, unreadable) != asset.size || unreadable) return false;
  return Digest::of(read_file(file)) == asset.digest;
}

[[noreturn]] void refuse_existing(const fs::path& to, const fs::file_status& there) {
  throw Error(
      ErrorCode::artifact_storage_failed, "{} {}", to.string(),
      fs::is_symlink(there) ? "is a symbolic link" : "already exists with different content")
      .with_help("replace it: --overwrite, or choose another directory: --out DIR");
}

Error unwritten(std::string_view why) {
  Error error(ErrorCode::artifact_storage_failed, "{}", why);
  return error.with_help("check the directory's permissions and free space");
}

}  // namespace

const store::ArtifactFile* primary_file(const store::ArtifactRow& artifact) {
  for (const std::string_view role : {std::string_view(artifact.primary),
                                      std::string_view("processed"), std::string_view("raw")}) {
    const auto file = std::ranges::find(artifact.files, role, &store::ArtifactFile::role);
    if (file != artifact.files.end()) return &*file;
  }
  return artifact.files.empty() ? nullptr : &artifact.files.front();
}

std::vector<const store::ArtifactFile*> picture_files(const store::ArtifactRow& artifact) {
  std::vector<const store::ArtifactFile*> files;
  const store::ArtifactFile* primary = primary_file(artifact);
  if (primary != nullptr) files.push_back(primary);
  for (const store::ArtifactFile& file : artifact.files) {
    if (&file != primary && file.asset.width > 0) files.push_back(&file);
  }
  return files;
}

std::string readable_name(const store::ArtifactRow& artifact, const store::ArtifactFile& file,
                          std::string_view title) {
  std::string name = name_part(title, "picture") + "-" + std::string(artifact.id.short_id());
  if (file.role != primary_file(artifact)->role) name += "-" + name_part(file.role, "file");
  return name + "." + std::string(extension_of(file.asset.media_type));
}

fs::path export_file(const store::BlobStore& blobs, const Asset& asset, const fs::path& directory,
                     const std::string& name, Existing other) {
  fs::path to = directory / name;
  std::error_code failure;
  fs::create_directories(directory, failure);
  const fs::file_status there = fs::symlink_status(to, failure);
  if (there.type() == fs::file_type::none || fs::is_directory(there))
    throw unwritten(fmt::format("cannot write {}: {}", to.string(),
                                fs::is_directory(there) ? "it is a directory" : failure.message()));
  if (fs::exists(there)) {
    if (fs::is_regular_file(there) && is_same(to, asset)) return to;
    if (other == Existing::kept) refuse_existing(to, there);
  }
  const Bytes content = blobs.get(asset);
  try {
    copy_into(to, blobs.path_of(asset), content, other == Existing::replaced);
  } catch (const Error& error) {
    throw unwritten(error.what());
  }
  return to;
}

const store::ArtifactFile& stored_file(const store::ArtifactRow& artifact, const std::string& role,
                                       const store::BlobStore& blobs) {
  const store::ArtifactFile* file = role.empty() ? primary_file(artifact) : file_of(artifact, role);
  if (!file) {
    throw Error(ErrorCode::not_found, "artifact {} has no file with the role \"{}\"",
                artifact.id.str(), role)
        .with_help(fmt::format("see its files: limner artifacts show {}", artifact.id.short_id()));
  }
  const std::filesystem::path path = blobs.path_of(file->asset);
  std::error_code unreadable;
  if (!std::filesystem::exists(path, unreadable)) {
    throw Error(ErrorCode::store_damaged, "{} is missing; it belongs to artifact {}", path.string(),
                artifact.id.str())
        .with_help("restore the file from a backup, or generate the picture again");
  }
  blobs.get(file->asset);  // throws when the digest does not match
  return *file;
}

}  // namespace limner::app
