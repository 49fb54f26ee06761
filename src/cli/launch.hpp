// Starts other programs in the background.
#pragma once

#include "cli/session.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace limner::cli {

// Starts argv[0] (looked up in PATH) in a new session without waiting for it. Its streams
// are /dev/null, and keys are removed from its environment. Throws Error{usage} when the
// program does not exist.
void launch_program(const std::vector<std::string>& argv);

// xdg-open or open, in the background. Throws what Session::launch throws.
void open_file(const Session& session, const std::filesystem::path& file);

}  // namespace limner::cli
