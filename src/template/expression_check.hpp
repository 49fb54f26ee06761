// What can be said of an expression before anything runs. Internal to template.
#pragma once

#include "template/expression.hpp"
#include "template/value_type.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner::templates {

// What the expressions of one step may name.
struct CheckScope {
  const ValueType& names;
  std::span<const std::string> later_steps;  // this one included
};

// Type and choices of the value; adds what is wrong to `faults`, with spans that count
// from the start of `source`, the text the expression was parsed from.
ValueType check_expression(const Expression& expression, std::string_view source,
                           const CheckScope& scope, std::vector<ExpressionFault>& faults);

}  // namespace limner::templates
