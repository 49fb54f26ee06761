// Finds literal values of a template that every run would refuse.
#pragma once

#include "app/context.hpp"

#include <limner/template.hpp>

#include <vector>

namespace limner::app {

// One Problem for each paid step whose model is unknown, or whose literal parameters are not
// accepted: by any request, or by the model that the step names. With Marks, unless the step is
// inherited. Whether a model is retired is not checked: see engine::check_models().
std::vector<Problem> unusable_literals(const templates::Template& workflow,
                                       const provider::Catalogue& catalogue);

}  // namespace limner::app
