// A plan before it runs: shown by --dry-run, refused when a key is missing.
#pragma once

#include "cli/session.hpp"

#include <limner/engine.hpp>

namespace limner::cli {

// What each step would cost, the most the run would, and by which price list.
// As JSON it has the keys of a run.
void print_plan(const Session& session, const engine::Plan& plan);

}  // namespace limner::cli
