// Merges a catalogue file into models and providers.
#pragma once

#include <limner/provider.hpp>

#include <string>
#include <vector>

namespace limner::provider {

// Throws Error{invalid_config} with all Problems; `models` and `providers` are then
// unspecified.
void merge_catalogue_file(std::string text, std::string name, std::vector<Model>& models,
                          std::vector<ProviderFacts>& providers);

}  // namespace limner::provider
