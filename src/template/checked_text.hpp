// Expressions inside the values of a template. Internal to template.
#pragma once

#include "template/expression_check.hpp"
#include "template/problems.hpp"

#include <optional>

namespace limner::templates {

// Reports problems of the expressions in one scalar. Returns the type of the resulting value;
// absent without an expression, `any` for an invalid one.
std::optional<ValueType> check_text(const Node& scalar, const CheckScope& scope, const Loc& loc,
                                    Problems& problems);

// The same for every scalar within.
void check_texts(const Node& node, const CheckScope& scope, const Loc& loc, Problems& problems);

bool holds_expression(const Node& node);

}  // namespace limner::templates
