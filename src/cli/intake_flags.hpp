// The flags of `limner run` that come from the template it runs.
#pragma once

#include "cli/arguments.hpp"
#include "cli/session.hpp"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

namespace limner {

// The template among the words of a command line; nothing when it names none.
// Throws Error{not_found} or what loading it throws.
std::optional<ChosenWorkflow> choose_workflow(const Session& session, const Arguments& arguments);

// One flag for each intake field that names one; what is given on the command
// line lands in `chosen.given`.
void add_intake_flags(CLI::App& command, ChosenWorkflow& chosen);

// Sets `path` ("intent.prompt") within `intake`. Throws Error{usage} when a value
// already stands on the way.
void set_at(nlohmann::json& intake, const std::vector<std::string>& path, nlohmann::json value);

}  // namespace limner
