// The flags of `limner run` that come from the template it runs.
#pragma once

#include "cli/args/arguments.hpp"
#include "cli/session.hpp"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

namespace limner::cli {

// The template among the words of a command line; nothing when it names none.
// Throws Error{not_found} or what loading it throws.
std::optional<app::ChosenWorkflow> choose_workflow(const Session& session,
                                                   const Arguments& arguments);

// One flag for each intake field that names one; what is given on the command
// line lands in `chosen.given`.
void add_intake_flags(CLI::App& command, app::ChosenWorkflow& chosen);

}  // namespace limner::cli
