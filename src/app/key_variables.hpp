// Environment variables that may hold a key; removed for the programs that limner starts.
#pragma once

#include <string>
#include <vector>

namespace limner::app {

// The key variables of all providers in the catalogue: OPENAI_API_KEY, …
std::vector<std::string> all_key_variables();

}  // namespace limner::app
