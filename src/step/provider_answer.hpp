// Stores the pictures of a provider's answer.
#pragma once

#include <limner/step.hpp>

#include <string>

namespace limner::step {

// Stores every picture and side file, adds them and warnings to `output`. File names begin
// with `stem`. Throws Error{generation_failed} when there is no picture or when one is not
// PNG, JPEG or WebP; the pictures before it stay stored.
void store_pictures(const StepInput& in, provider::ModelAnswer& answer, const std::string& stem,
                    StepOutput& output);

}  // namespace limner::step
