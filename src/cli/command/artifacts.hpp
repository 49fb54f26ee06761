// The commands of `limner artifacts`.
#pragma once

#include "cli/command/commands.hpp"

namespace limner::cli {

void add_artifacts_ls(CLI::App& group, Session& session);
void add_artifacts_show(CLI::App& group, Session& session);
void add_artifacts_path(CLI::App& group, Session& session);
void add_artifacts_open(CLI::App& group, Session& session);
void add_artifacts_add(CLI::App& group, Session& session);
void add_artifacts_export(CLI::App& group, Session& session);

}  // namespace limner::cli
