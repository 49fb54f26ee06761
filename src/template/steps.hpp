// Reads the steps of a template in their order. Internal to template.
#pragma once

#include "template/problems.hpp"
#include "template/shape.hpp"

#include <limner/template.hpp>

#include <span>
#include <vector>

namespace limner {

struct StepsRead {
  std::vector<StepSpec> steps;
  nlohmann::json canonical = nlohmann::json::array();
};

// `scope` gains the outputs of each step for those that follow it.
StepsRead read_steps(const Node& steps, std::span<const StepShape* const> kinds, Shape& scope,
                     Problems& problems);

const StepShape* find_kind(std::span<const StepShape* const> kinds, std::string_view name);

}  // namespace limner
