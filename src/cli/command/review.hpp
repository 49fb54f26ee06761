// The commands of `limner review`.
#pragma once

#include "app/report/json_output.hpp"
#include "cli/command/commands.hpp"

#include <string>
#include <vector>

namespace limner::cli {

void add_review_verdicts(CLI::App& group, Session& session);

// The artifacts meant by ids of artifacts or of runs, each once, in that order. Of
// a run only those whose state is `preferred`, if there are any. Throws
// Error{not_found} for an id that is neither, or a run without artifacts.
std::vector<app::ArtifactReport> reviewed_artifacts(const store::Records& records,
                                                    const std::vector<std::string>& ids,
                                                    std::string_view preferred = {});

}  // namespace limner::cli
