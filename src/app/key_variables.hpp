// Environment variables that may hold a key; removed for the programs that limner starts.
#pragma once

#include "app/environment.hpp"

#include <string>
#include <vector>

namespace limner::app {

// The key variables of all providers in the catalogue: OPENAI_API_KEY, …
std::vector<std::string> all_key_variables();

// This process's environment. Moves the keys into memory of this program: they are overwritten in
// the block that /proc/PID/environ shows and are not inherited. Call it once, before there are
// threads; the result may be called from several threads at once.
Environment process_environment();

}  // namespace limner::app
