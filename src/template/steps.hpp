// Reads the steps of a template in their order. Internal to template.
#pragma once

#include "template/problems.hpp"
#include "template/value_type.hpp"

#include <limner/template.hpp>

#include <span>
#include <vector>

namespace limner::templates {

struct ParsedSteps {
  std::vector<StepSpec> steps;
  nlohmann::json canonical = nlohmann::json::array();
};

// `scope` gains the outputs of each step for those that follow it.
ParsedSteps read_steps(const Node& steps, std::span<const StepSignature* const> kinds,
                       ValueType& scope, Problems& problems);

const StepSignature* find_kind(std::span<const StepSignature* const> kinds, std::string_view name);

}  // namespace limner::templates
