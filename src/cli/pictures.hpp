// Artifacts as files that a person handles: named, exported, opened.
#pragma once

#include "cli/session.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace limner {

// The processed file, else the raw one; nothing for an artifact without files.
const ArtifactFile* primary_file(const ArtifactRow& artifact);

// "a-cute-chipmunk-c1r6yt0g.webp"; other roles than the primary are named too.
std::string readable_name(const ArtifactRow& artifact, const ArtifactFile& file,
                          std::string_view title);

// A hard link to the blob in `directory`, or a copy where links cannot be made.
// A file of that name is kept: the same picture is fine, another is
// Error{artifact_storage_failed}.
std::filesystem::path export_file(const BlobStore& blobs, const Asset& asset,
                                  const std::filesystem::path& directory, const std::string& name);

// xdg-open or open, in the background.
void open_file(const Session& session, const std::filesystem::path& file);

}  // namespace limner
