// Looks for keys where none may be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace limner::net {

// Does `text` hold one of `secrets`, or something in the form of a provider's key?
bool holds_secret(std::string_view text, const std::vector<std::string>& secrets);

}  // namespace limner::net
