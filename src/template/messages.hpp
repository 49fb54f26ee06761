// Values and lists in the words of messages. Internal to template.
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

// What a person gets to see of a value: text in quotes, long text cut.
std::string shown(const nlohmann::json& value);

// did you mean "x"? — or, when nothing is near, the names there are.
std::string suggestion(std::string_view word, std::span<const std::string> names);

// The name meant by `word`: one wrong letter or two, or the beginning of just one.
std::string nearest_choice(std::string_view word, std::span<const std::string> choices);

}  // namespace limner::templates
