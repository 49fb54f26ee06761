// The commands of `limner runs`.
#pragma once

#include "app/report/json_output.hpp"
#include "cli/command/commands.hpp"

namespace limner::cli {

void add_runs_ls(CLI::App& group, Session& session);
void add_runs_show(CLI::App& group, Session& session);
void add_runs_why(CLI::App& group, Session& session);
void add_runs_watch(CLI::App& group, Session& session);
void add_runs_wait(CLI::App& group, Session& session);
void add_runs_cancel(CLI::App& group, Session& session);

// Mark, name, model, time and cost; names and models are cut on narrow terminals.
void print_steps(const app::RunReport& report, const Output& out);

}  // namespace limner::cli
