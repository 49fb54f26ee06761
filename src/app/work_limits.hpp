// The limits of the work of this process, from settings and catalogue.
#pragma once

#include "app/context.hpp"

#include <limner/engine/work_limits.hpp>

namespace limner::app {

// `context` and `catalogue` must outlive what is made of it.
engine::WorkLimitOptions work_limit_options(const Context& context,
                                            const provider::Catalogue& catalogue);

// Runs to work on at once: the processor cores, and as many more as may wait for the providers of
// the plan; without a plan for the most patient one. At most 256.
int automatic_jobs(const Context& context, const provider::Catalogue& catalogue,
                   const engine::Plan* plan);

}  // namespace limner::app
