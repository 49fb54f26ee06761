// A catalogue file laid over what is known already.
#pragma once

#include <limner/provider.hpp>

#include <string>
#include <vector>

namespace limner::provider {

// Throws Error{invalid_config} with all Problems; `models` and `providers` are
// then in no useful state.
void lay_over(std::string text, std::string name, std::vector<Model>& models,
              std::vector<ProviderFacts>& providers);

}  // namespace limner::provider
