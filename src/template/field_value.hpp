// Validation of a value against an intake field. Internal to template.
#pragma once

#include <limner/document.hpp>
#include <limner/template.hpp>

#include <string>
#include <vector>

namespace limner::templates {

struct ValueFault {
  std::string type;  // stable: string_type, enum, string_too_short, …
  std::string message;
  std::string help;
};

// `name` is the field's name in messages: intent.style.
std::vector<ValueFault> check_value(const IntakeField& field, const nlohmann::json& value,
                                    const std::string& name);

// The value of a field in a file: scalars as the field's flag would read them; quoted text, lists
// and maps keep their own type. A value that does not fit stays as it is, so that check_value()
// reports all problems together.
nlohmann::json value_from(const IntakeField& field, const Node& node);

// The choice that `value` is in another Unicode form; the lookup form of a model's name; else
// `value`.
nlohmann::json known_name(const IntakeField& field, const nlohmann::json& value);

std::string name_of(const IntakeField& field);  // "intent.style"

}  // namespace limner::templates
