// Whether a value is one that an intake field accepts. Internal to template.
#pragma once

#include <limner/template.hpp>

#include <string>
#include <vector>

namespace limner::templates {

struct ValueFault {
  std::string type;  // for programs: string_type, enum, string_too_short, …
  std::string message;
  std::string help;
};

// `name` is what messages call the field: intent.style.
std::vector<ValueFault> faults_of(const IntakeField& field, const nlohmann::json& value,
                                  const std::string& name);

std::string name_of(const IntakeField& field);  // "intent.style"

}  // namespace limner::templates
