// Runs a program once, by the protocol of `limner help exec`.
#pragma once

#include <limner/provider.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <stop_token>

namespace limner::provider {

// Starts the program in `directory` with the request on stdin, and returns a file there
// with its stdout. Throws Error when it cannot be started, and CallError{unknown} when it
// fails after its start.
std::filesystem::path run_plugin(const Program& program, nlohmann::json request,
                                 const std::filesystem::path& directory,
                                 const std::stop_token& stop);

}  // namespace limner::provider
