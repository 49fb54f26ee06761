// The limits of a model, as its catalogue row states them.
#pragma once

#include <limner/document.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace limner::provider {

// Only keys that limner knows: catalog/README.md says what each means.
nlohmann::json read_limits(const Document& document, const Node& node,
                           const std::vector<std::string>& where, std::vector<Problem>& problems);

}  // namespace limner::provider
