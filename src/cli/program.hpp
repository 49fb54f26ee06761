// The whole program behind main(): arguments in, exit code out.
#pragma once

#include "cli/session.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

namespace limner::cli {

// The tree of commands and flags: what is parsed, helped, completed and printed
// as man pages.
std::unique_ptr<CLI::App> make_program(Session& session);

// Parses the arguments (without the program's name), runs the command, prints
// any Error, returns the exit code. Never throws.
int run_program(std::vector<std::string> arguments, Session& session);

// The last thing main() does: says when the result could not be written, raises
// the signal that stopped the command, or gives the exit code back.
int end_program(const Session& session, const FileBuffer& out, int exit_code);

}  // namespace limner::cli
