// Names of types and values in messages. Internal to template.
#pragma once

#include <limner/document.hpp>
#include <limner/template.hpp>

#include <nlohmann/json.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner::templates {

// "text", "a whole number", "a list", …
std::string kind_of(const nlohmann::json& value);
std::string kind_of(const Node& node);
std::string_view kind_of(ParamType type);
std::string_view kind_of(FieldType type);

// "cartoon, flat or realistic"
std::string any_of(std::span<const std::string> choices);

// A value for a message: text in quotes, shortened; lists and maps by type.
std::string quoted_value(const nlohmann::json& value);

// "did you mean …?", or the list of names when none is similar.
std::string suggestion(std::string_view word, std::span<const std::string> names);

// The choice that `word` misspells, or of which it is an unambiguous prefix; empty if none.
std::string nearest_choice(std::string_view word, std::span<const std::string> choices);

}  // namespace limner::templates
