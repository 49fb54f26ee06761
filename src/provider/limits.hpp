// The limits of a model, as its catalogue row states them.
#pragma once

#include <limner/document.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace limner::provider {

// Reads the known keys, which catalog/README.md explains; adds a Problem for any other.
nlohmann::json read_limits(const Document& document, const Node& node,
                           const std::vector<std::string>& where, std::vector<Problem>& problems);

}  // namespace limner::provider
