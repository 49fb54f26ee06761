// Artifacts as files that a person handles: named, exported, opened.
#pragma once

#include "app/context.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace limner::app {

// The processed file, else the raw one; nothing for an artifact without files.
const store::ArtifactFile* primary_file(const store::ArtifactRow& artifact);
// That one and those made beside it: raw, raw.2, …
std::vector<const store::ArtifactFile*> primary_files(const store::ArtifactRow& artifact);

// "a-cute-chipmunk-c1r6yt0g.webp"; other roles than the primary are named too.
std::string readable_name(const store::ArtifactRow& artifact, const store::ArtifactFile& file,
                          std::string_view title);

// A hard link to the blob in `directory`, or a copy where links cannot be made.
// A file of that name that is the same picture is fine; another is replaced at one
// moment, or is Error{artifact_storage_failed}.
enum class Existing { kept, replaced };
std::filesystem::path export_file(const store::BlobStore& blobs, const Asset& asset,
                                  const std::filesystem::path& directory, const std::string& name,
                                  Existing other = Existing::kept);

// The file of that role, the primary one when `role` is empty, as it lies in the
// store. Throws Error{not_found} when the artifact has none of that role,
// Error{artifact_storage_failed} when it is gone from the disk.
const store::ArtifactFile& stored_file(const store::ArtifactRow& artifact, const std::string& role,
                                       const store::BlobStore& blobs);

}  // namespace limner::app
