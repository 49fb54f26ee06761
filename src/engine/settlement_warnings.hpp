// Warnings about the calls that a step has paid for.
#pragma once

#include "engine/paid_calls.hpp"

#include <limner/step.hpp>

#include <span>

namespace limner::engine {

// Adds to `output`: "replayed" when an answer comes from a recording, and for each call that
// cost more than its estimate "cost_above_estimate" with both amounts.
void warn_of_settlements(std::span<const Settlement> settlements, step::StepOutput& output);

}  // namespace limner::engine
