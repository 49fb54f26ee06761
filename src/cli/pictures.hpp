// Artifacts as files that a person handles: named, exported, opened.
#pragma once

#include "cli/session.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace limner {

// The processed file, else the raw one; nothing for an artifact without files.
const ArtifactFile* primary_file(const ArtifactRow& artifact);
// That one and those made beside it: raw, raw.2, …
std::vector<const ArtifactFile*> primary_files(const ArtifactRow& artifact);

// "a-cute-chipmunk-c1r6yt0g.webp"; other roles than the primary are named too.
std::string readable_name(const ArtifactRow& artifact, const ArtifactFile& file,
                          std::string_view title);

// A hard link to the blob in `directory`, or a copy where links cannot be made.
// A file of that name that is the same picture is fine; another is replaced at one
// moment, or is Error{artifact_storage_failed}.
enum class Existing { kept, replaced };
std::filesystem::path export_file(const BlobStore& blobs, const Asset& asset,
                                  const std::filesystem::path& directory, const std::string& name,
                                  Existing other = Existing::kept);

// xdg-open or open, in the background.
void open_file(const Session& session, const std::filesystem::path& file);

}  // namespace limner
