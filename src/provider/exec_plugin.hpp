// One question to a program, by the protocol of `limner help exec`.
#pragma once

#include <limner/provider.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <stop_token>

namespace limner::provider {

// Starts the program in `directory` with the request on its stdin, and gives a file there
// with what it wrote to stdout. Throws Error when it was not started, and
// CallError{unknown} when it was and did not end well.
std::filesystem::path run_plugin(const Program& program, nlohmann::json request,
                                 const std::filesystem::path& directory,
                                 const std::stop_token& stop);

}  // namespace limner::provider
