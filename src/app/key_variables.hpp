// The variables that may hold a key: hidden from the programs that limner starts.
#pragma once

#include <string>
#include <vector>

namespace limner::app {

// What every provider's key may be in, as the catalogue says: OPENAI_API_KEY, …
std::vector<std::string> all_key_variables();

}  // namespace limner::app
