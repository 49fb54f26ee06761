// Searches text for keys.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace limner::net {

// Whether `text` contains one of `secrets`, or text that looks like a provider's key.
bool holds_secret(std::string_view text, const std::vector<std::string>& secrets);

}  // namespace limner::net
