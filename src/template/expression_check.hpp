// Static checks of expressions. Internal to template.
#pragma once

#include "template/expression.hpp"
#include "template/value_type.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner::templates {

// The names that the expressions of one step may use.
struct CheckScope {
  const ValueType& names;
  std::span<const std::string> later_steps;  // including this one
};

// Returns type and choices of the value. Adds errors to `faults`, with spans relative to `source`,
// the text of the expression.
ValueType check_expression(const Expression& expression, std::string_view source,
                           const CheckScope& scope, std::vector<ExpressionFault>& faults);

}  // namespace limner::templates
