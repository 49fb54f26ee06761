// The environment of the programs that limner starts: they get no keys.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace limner {

// What every provider's key may be in, as the catalogue says: OPENAI_API_KEY, …
std::vector<std::string> all_key_variables();

// This process's own environment, "NAME=value" each, without those in `hidden`.
std::vector<std::string> environment_without(std::span<const std::string> hidden);

// The form that exec and posix_spawn want; valid as long as `words`.
std::vector<char*> pointers_to(const std::vector<std::string>& words);

}  // namespace limner
