// Errors as JSON.
#pragma once

#include <limner/error.hpp>

#include <nlohmann/json.hpp>

#include <string_view>

namespace limner::engine {

// As RunRow::failure. `step`: a name; empty: null.
nlohmann::json failure_json(const Error& error, std::string_view step);

}  // namespace limner::engine
