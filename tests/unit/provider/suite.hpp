// The providers that are asked over HTTP, for the suite that runs against all of them.
#pragma once

#include "call_fixture.hpp"

#include <string>
#include <vector>

namespace limner::provider {

inline const std::vector<std::string> companies = {
    "openai", "fal", "google", "bfl", "replicate", "stability", "removebg", "openai-compatible"};

// Those that have a name for each call, and those that take one before they answer it.
inline bool names_its_calls(const std::string& company) {
  return company == "openai" || company == "fal" || company == "google" || company == "bfl" ||
         company == "replicate";
}
inline bool is_queue(const std::string& company) {
  return company == "fal" || company == "bfl" || company == "replicate";
}

// A server of the user's own costs nothing, so its calls are never in doubt about money.
inline bool is_free(const std::string& company) {
  return company == "openai-compatible";
}

// The companies that make one picture a call.
inline bool makes_one(const std::string& company) {
  return CallFixture(company).max_count == 1;
}

// A script of one entry: the name of a reply, or an object with its options.
inline nlohmann::json script_of(const nlohmann::json& entry) {
  return nlohmann::json::array({entry});
}

}  // namespace limner::provider
