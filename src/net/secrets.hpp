// Searches text for keys.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace limner::net {

// Whether `text` contains one of `secrets`, or text that looks like a provider's key.
bool holds_secret(std::string_view text, const std::vector<std::string>& secrets);

// The forms in which an answer may repeat each secret: as it is, escaped for JSON and for URLs.
// Without those of less than 8 bytes, which occur in ordinary data.
std::vector<std::string> secret_forms(const std::vector<std::string>& secrets);

// Replaces each byte of every form in `text` by "*", so that sizes and JSON stay as they are.
// False when there was none.
bool mask_secrets(std::string& text, const std::vector<std::string>& forms);

}  // namespace limner::net
