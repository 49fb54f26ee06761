// A plan before it runs: shown by --dry-run, refused when a key is missing.
#pragma once

#include "cli/session.hpp"

#include <limner/run.hpp>

namespace limner {

// What each step would cost, the most the run would, and by which price list.
// As JSON it has the keys of a run.
void print_plan(const Session& session, const Plan& plan);

bool has_key(const Session& session, const Catalogue& catalogue, std::string_view provider);

// Refuses what could not be sent: a key that is nowhere (Error{key_missing}), a
// provider that this build does not speak to (Error{unsupported_model}).
void check_providers(const Session& session, const Plan& plan, const Catalogue& catalogue,
                     const Providers& providers);

}  // namespace limner
