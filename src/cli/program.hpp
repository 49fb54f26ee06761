// The program behind main().
#pragma once

#include "cli/session.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace limner::cli {

// The tree of commands and flags that parsing, help, completion and the man pages
// are made from.
std::unique_ptr<CLI::App> make_program(Session& session);

// Parses the arguments (without the program's name), runs the command, prints
// any Error, returns the exit code. Never throws.
int run_program(std::vector<std::string> arguments, Session& session);

// Hides a key in the log of GitHub Actions; does nothing elsewhere. For
// app::ProviderSource::on_key().
void mask_key(const Session& session, std::string_view key);

// The last call of main(): reports a failed write to stdout, raises the signal that
// stopped the command again, or returns the exit code.
int end_program(const Session& session, const FileBuffer& out, int exit_code);

}  // namespace limner::cli
