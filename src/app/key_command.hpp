// Runs a program that prints a key.
#pragma once

#include <limner/clock.hpp>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace limner::app {

// The output of `argv`, run in `directory` without a shell, with an empty stdin and without the
// variables in `hidden`; an empty directory is the current one. Throws Error{key_missing} when it
// cannot be started, fails, prints too much, or takes longer than `limit`.
std::string run_key_command(const std::vector<std::string>& argv,
                            const std::filesystem::path& directory,
                            std::span<const std::string> hidden, Millis limit);

}  // namespace limner::app
