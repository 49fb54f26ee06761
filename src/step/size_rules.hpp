// Which sizes a model accepts, by the limits of its catalogue row.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace limner::step {

// The rule of limits.flexible, or of the pictures that limner can decode, that a size in
// pixels breaks, as a part of a message; empty: none.
std::string broken_size_rule(const nlohmann::json& limits, std::int64_t width, std::int64_t height);

// An accepted size "WIDTHxHEIGHT" near to the given one: of the list `sizes`, by the rules of
// `flexible`, or of the nearest of `aspectRatios` and about as many pixels. Empty: none found.
std::string nearest_size(const nlohmann::json& limits, std::int64_t width, std::int64_t height);

}  // namespace limner::step
