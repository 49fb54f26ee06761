// The commands of `limner doubts`.
#pragma once

#include "cli/commands.hpp"
#include "cli/shapes.hpp"

namespace limner {

void add_doubts_resolve(CLI::App& group, Session& session);
void add_doubts_collect(CLI::App& group, Session& session);

ordered_json doubt_shape(const Doubt& doubt, const BlobStore& blobs);

}  // namespace limner
