// What a project asks its user to trust, for `limner trust`.
#pragma once

#include "app/context.hpp"

#include <filesystem>
#include <vector>

namespace limner::app {

// Every claim of the project in `directory`, trusted or not, in the order of its files; for a file
// itself, the file. A store that the user created is not a claim. Of the pictures that templates
// name, literal defaults are found. Throws Error{not_found} when there is no such path,
// Error{invalid_config} when limner.yaml cannot be read.
std::vector<TrustClaim> project_claims(const Context& context, const std::filesystem::path& path);

}  // namespace limner::app
