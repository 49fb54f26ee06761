// A failure as it is recorded and printed.
#pragma once

#include <limner/error.hpp>

#include <nlohmann/json.hpp>

#include <string_view>

namespace limner::engine {

// {"code", "step", "message", "recovery", "retryable", "charged"}.
nlohmann::json failure_json(const Error& error, std::string_view step);

}  // namespace limner::engine
