// Asks a program for a key.
#pragma once

#include <limner/clock.hpp>

#include <span>
#include <string>
#include <vector>

namespace limner::app {

// What `argv` writes to stdout. No shell reads it; its stdin is empty, and the
// variables in `hidden` are taken out of its environment. Throws Error{key_missing}
// when it cannot be started, fails, says too much, or takes longer than `limit`.
std::string run_key_command(const std::vector<std::string>& argv,
                            std::span<const std::string> hidden, Millis limit);

}  // namespace limner::app
