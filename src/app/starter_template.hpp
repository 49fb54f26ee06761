// The starter template, and what other examples share with it.
#pragma once

#include "app/context.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace limner::app {

// The last steps and the output of an example template, in YAML: they store the pictures of
// the step `from` and make an artifact of them. `spaced`: empty lines between them.
std::string example_ending(std::string_view from, bool spaced);

// Writes the starter template templates/NAME.yaml of the project, or of the working
// directory, and in a project the JSON Schema that its first line names. Returns its path.
// Throws Error{usage} for a name that is not lower-case letters, digits and dashes, and for
// an existing file.
std::filesystem::path create_template(const Context& context, const std::string& name);

}  // namespace limner::app
