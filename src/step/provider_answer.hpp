// What a provider sent back, looked at before it is believed.
#pragma once

#include <limner/step.hpp>

#include <string>

namespace limner::step {

// Keeps every picture of the answer under `stem`, and notes what the reader of
// the run should know. Throws Error{generation_failed} when there is none, or
// when one is no picture.
void keep_pictures(const StepInput& in, provider::ModelAnswer& answer, const std::string& stem,
                   StepOutput& output);

}  // namespace limner::step
