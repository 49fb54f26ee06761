// The wait that an error message asks for in words.
#pragma once

#include <limner/clock.hpp>

#include <optional>
#include <string_view>

namespace limner::provider {

// "Please try again in 1.2s.", "retry in 6m0s", "Try again in 20 seconds": the wait, at
// most 31 days. Absent when the message names none.
std::optional<Millis> wait_in_words(std::string_view message);

}  // namespace limner::provider
