// Environment variables behind a function, so that tests can replace them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace limner::app {

// The value of a variable; nothing when it is not set.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

}  // namespace limner::app
