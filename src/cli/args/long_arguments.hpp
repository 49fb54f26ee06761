// Shortens long arguments in messages.
#pragma once

#include <limner/error.hpp>

#include <string>
#include <vector>

namespace limner::cli {

// `error`, with the first 120 characters and the length in place of each of the arguments that has
// more than 200, and of the value of such a NAME=VALUE.
Error with_short_arguments(const Error& error, const std::vector<std::string>& given);

}  // namespace limner::cli
