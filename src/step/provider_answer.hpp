// Stores the pictures of a provider's answer.
#pragma once

#include <limner/error.hpp>
#include <limner/step.hpp>

#include <string>

namespace limner::step {

// Whether an answer was charged: yes, unless the provider reports a charge of zero.
Charged charged_for(const provider::ModelAnswer& answer);

// Decodes every picture to its last row, and removes those that cannot be decoded, each with
// a warning in `output`. Throws Error{generation_failed} when none is left: an answer without
// a picture was charged, unless the provider reports a charge of zero.
void decode_pictures(const StepInput& in, provider::ModelAnswer& answer, StepOutput& output);

// Stores the pictures and side files of an answer with at least one picture, and adds them
// and warnings to `output`. File names begin with `stem`. More than `count` pictures are
// stored, but are not part of the output.
void store_pictures(const StepInput& in, provider::ModelAnswer& answer, int count,
                    const std::string& stem, StepOutput& output);

}  // namespace limner::step
