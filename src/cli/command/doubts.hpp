// The commands of `limner doubts`.
#pragma once

#include "app/report/json_output.hpp"
#include "cli/command/commands.hpp"

namespace limner::cli {

void add_doubts_resolve(CLI::App& group, Session& session);
void add_doubts_collect(CLI::App& group, Session& session);

ordered_json doubt_json(const store::InDoubtCall& doubt, const store::BlobStore& blobs);

}  // namespace limner::cli
