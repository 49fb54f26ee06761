// The variables of an environment, as a test writes them down.
#pragma once

#include "cli/render/output.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace limner::cli {

using Variables = std::map<std::string, std::string, std::less<>>;

inline app::Environment environment_of(const Variables& variables) {
  return [variables](std::string_view name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

}  // namespace limner::cli
