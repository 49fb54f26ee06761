// The commands of `limner review`.
#pragma once

#include "app/report/json_output.hpp"
#include "cli/command/commands.hpp"

#include <string>
#include <vector>

namespace limner::cli {

void add_review_verdicts(CLI::App& group, Session& session);

// Resolves ids of artifacts or runs to artifacts, without duplicates, in that order. For
// a run, only artifacts in the state `preferred` if it has any. Throws
// Error{not_found} for an unknown id or a run without artifacts.
std::vector<app::ArtifactReport> reviewed_artifacts(
    const store::Records& records, const std::vector<std::string>& ids,
    std::optional<store::ArtifactStatus> preferred = {});

}  // namespace limner::cli
