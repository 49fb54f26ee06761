// What fal's models take, in their own words.
#pragma once

#include <limner/provider.hpp>

namespace limner::provider {

// Throws Error{unsupported_model} for a model whose words are not known.
nlohmann::json fal_input(const Model& model, const Operation& operation);

}  // namespace limner::provider
