// Reads the intake of a template. Internal to template.
#pragma once

#include "template/problems.hpp"

#include <limner/template.hpp>

#include <vector>

namespace limner::templates {

struct ParsedIntake {
  std::vector<IntakeField> fields;
  nlohmann::json canonical = nlohmann::json::object();
};

ParsedIntake read_intake(const Node& intake, Problems& problems);

}  // namespace limner::templates
