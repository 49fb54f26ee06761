// Canonical JSON text, and parsing with limits.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace limner {

// Equal values have equal text: object keys sorted, no white space, integers as integers, invalid
// UTF-8 replaced by U+FFFD. The digest of this text identifies templates and specifications.
std::string canonical(const nlohmann::json& value);

// Parses one JSON value of an untrusted text. Throws Error{invalid_input}, naming `origin` and the
// line and column, for invalid JSON, NUL bytes, text after the value, and nesting over 80.
nlohmann::json parse_json(std::string_view text, std::string_view origin);

}  // namespace limner
