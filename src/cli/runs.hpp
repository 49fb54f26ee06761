// The commands of `limner runs`.
#pragma once

#include "cli/commands.hpp"
#include "cli/shapes.hpp"

namespace limner {

void add_runs_ls(CLI::App& group, Session& session);
void add_runs_show(CLI::App& group, Session& session);

// Mark, name, model, time and cost; names and models give way on a narrow screen.
void print_steps(const RunStory& story, const Output& out);

}  // namespace limner
