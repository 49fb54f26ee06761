// The commands of `limner artifacts`.
#pragma once

#include "cli/commands.hpp"

namespace limner {

void add_artifacts_ls(CLI::App& group, Session& session);
void add_artifacts_show(CLI::App& group, Session& session);
void add_artifacts_path(CLI::App& group, Session& session);
void add_artifacts_open(CLI::App& group, Session& session);
void add_artifacts_add(CLI::App& group, Session& session);
void add_artifacts_export(CLI::App& group, Session& session);

// The file of that role, the primary one when `role` is empty, as it lies in the
// store. Throws Error{not_found} when the artifact has none of that role,
// Error{artifact_storage_failed} when it is gone from the disk.
const ArtifactFile& stored_file(const ArtifactRow& artifact, const std::string& role,
                                const BlobStore& blobs);

}  // namespace limner
