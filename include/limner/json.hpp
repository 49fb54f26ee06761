// What we ask of JSON beyond the library: one canonical text for one value.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace limner {

// Object keys sorted, no white space, integers as integers, bad UTF-8 replaced.
// The digest of this text is the identity of templates and specifications.
std::string canonical(const nlohmann::json& value);

// For files and databases: refuses NUL bytes, text after the value and nesting
// over 64. Throws Error{invalid_input} naming `origin` and the line and column.
nlohmann::json parse_json(std::string_view text, std::string_view origin);

}  // namespace limner
