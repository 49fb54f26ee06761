// Artifact files: readable names, export and lookup.
#pragma once

#include "app/context.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace limner::app {

// The processed file, else the raw one; null for an artifact without files.
const store::ArtifactFile* primary_file(const store::ArtifactRow& artifact);
// All files that are pictures, the primary file first.
std::vector<const store::ArtifactFile*> picture_files(const store::ArtifactRow& artifact);

// "a-cute-chipmunk-c1r6yt0g.webp"; other roles than the primary are named too.
std::string readable_name(const store::ArtifactRow& artifact, const store::ArtifactFile& file,
                          std::string_view title);

// A copy of the stored file in `directory`, mode 0644, written atomically; it shares its blocks
// with the stored one where the file system can. An existing file with the same content is kept;
// another, or a symbolic link, is replaced (a link itself, never the file it names), or
// Error{artifact_storage_failed} is thrown. `name` has no path separators. Throws
// Error{store_damaged} when the stored content has another digest.
enum class Existing { kept, replaced };
std::filesystem::path export_file(const store::BlobStore& blobs, const Asset& asset,
                                  const std::filesystem::path& directory, const std::string& name,
                                  Existing other = Existing::kept);

// The stored file of that role, the primary one when `role` is empty. Throws
// Error{not_found} when the artifact has no such role, Error{artifact_storage_failed}
// when the file is missing on disk.
const store::ArtifactFile& stored_file(const store::ArtifactRow& artifact, const std::string& role,
                                       const store::BlobStore& blobs);

}  // namespace limner::app
