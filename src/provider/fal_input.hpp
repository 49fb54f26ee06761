// The input of fal's models.
#pragma once

#include <limner/provider.hpp>

namespace limner::provider {

// Throws Error{unsupported_model} for a model whose parameters are not known.
nlohmann::json fal_input(const Model& model, const Operation& operation);

}  // namespace limner::provider
