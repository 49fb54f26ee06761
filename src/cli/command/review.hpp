// The commands of `limner review`.
#pragma once

#include "cli/command/commands.hpp"

namespace limner::cli {

void add_review_verdicts(CLI::App& group, Session& session);

}  // namespace limner::cli
