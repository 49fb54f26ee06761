// Errors as JSON.
#pragma once

#include <limner/error.hpp>

#include <nlohmann/json.hpp>

#include <string_view>

namespace limner::engine {

// Whether the outcome is open: an answer may exist that was not read.
bool is_in_doubt(const Error& error);

// As RunRow::failure. `step`: a name; empty: null.
nlohmann::json failure_json(const Error& error, std::string_view step, std::string_view model = {});

}  // namespace limner::engine
