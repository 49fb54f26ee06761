// Expressions inside the values of a template. Internal to template.
#pragma once

#include "template/expression_check.hpp"
#include "template/problems.hpp"

#include <optional>

namespace limner::templates {

// Reports what is wrong with the expressions in one scalar. The shape of the
// value it will come to; nothing when there is no expression in it, or a broken one.
std::optional<ValueType> check_text(const Node& scalar, const CheckScope& scope, const Loc& loc,
                                    Problems& problems);

// The same for every scalar within.
void check_texts(const Node& node, const CheckScope& scope, const Loc& loc, Problems& problems);

bool holds_expression(const Node& node);

}  // namespace limner::templates
