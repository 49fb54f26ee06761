// The commands of `limner review`.
#pragma once

#include "cli/commands.hpp"
#include "cli/shapes.hpp"

#include <string>
#include <vector>

namespace limner {

void add_review_verdicts(CLI::App& group, Session& session);

// The artifacts meant by ids of artifacts or of runs, each once, in that order. Of
// a run only those whose state is `preferred`, if there are any. Throws
// Error{not_found} for an id that is neither, or a run without artifacts.
std::vector<ArtifactStory> reviewed_artifacts(const Records& records,
                                              const std::vector<std::string>& ids,
                                              std::string_view preferred = {});

}  // namespace limner
