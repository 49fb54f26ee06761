// Starting another program beside this one.
#pragma once

#include "cli/session.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace limner::cli {

// Starts argv[0] (looked up in PATH) in a session of its own and does not wait.
// Its streams are /dev/null, and no key is in its environment. Throws Error{usage} when there is no
// such program.
void launch_program(const std::vector<std::string>& argv);

// xdg-open or open, in the background. Throws what Session::launch throws.
void open_file(const Session& session, const std::filesystem::path& file);

}  // namespace limner::cli
