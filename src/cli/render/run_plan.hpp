// Prints a plan for --dry-run.
#pragma once

#include "cli/session.hpp"

#include <limner/engine.hpp>

namespace limner::cli {

// Prints the cost of each step, the maximum cost of the run and the date of the price
// list. The JSON form has the keys of a run.
void print_plan(const Session& session, const engine::Plan& plan);

}  // namespace limner::cli
