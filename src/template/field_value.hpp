// Validation of a value against an intake field. Internal to template.
#pragma once

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

std::string name_of(const IntakeField& field);  // "intent.style"

}  // namespace limner::templates
