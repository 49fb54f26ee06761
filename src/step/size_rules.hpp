// Which sizes a model accepts, by the limits of its catalogue row.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace limner::step {

// The rules for sizes in pixels. The reference must outlive it.
struct SizeLimits {
  const nlohmann::json& model;  // Model::limits
  std::int64_t pixels;          // ImageLimits::pixels: larger pictures could not be decoded
};

// The rule of limits.flexible, or the limit on pixels, that a size in pixels breaks, as a part
// of a message; empty: none.
std::string broken_size_rule(const SizeLimits& limits, std::int64_t width, std::int64_t height);

// An accepted size "WIDTHxHEIGHT" near to the given one: of the list `sizes`, by the rules of
// `flexible`, or of the nearest of `aspectRatios` and about as many pixels. Empty: none found.
std::string nearest_size(const SizeLimits& limits, std::int64_t width, std::int64_t height);

}  // namespace limner::step
