// The commands of `limner batch`.
#pragma once

#include "cli/command/commands.hpp"

namespace limner::cli {

void add_batch_ls(CLI::App& group, Session& session);
void add_batch_show(CLI::App& group, Session& session);

}  // namespace limner::cli
