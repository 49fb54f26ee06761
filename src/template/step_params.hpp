// Parses a step's `with` by the parameters of its kind. Internal to template.
#pragma once

#include "template/expression_check.hpp"
#include "template/problems.hpp"

#include <limner/template.hpp>

namespace limner::templates {

// `kind` may be nullptr: then only expressions are checked. Values are typed by
// the parameter; expressions stay as they are.
nlohmann::json read_params(const Node& with, const StepSignature* kind, const CheckScope& scope,
                           const Loc& loc, Problems& problems);

// Reports required parameters that `with` lacks, at `place`.
void refuse_missing_params(const Node* with, const Node& place, const StepSignature& kind,
                           const Loc& loc, Problems& problems);

}  // namespace limner::templates
