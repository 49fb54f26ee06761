// The order for a picture that the parameters of image.generate make.
#pragma once

#include "step/params.hpp"

#include <limner/provider.hpp>

namespace limner::step {

// Without the bytes of references and mask: for each there is an empty Picture.
// Throws Error{invalid_input} for parameters that contradict each other.
provider::GenerateImage generate_request(const Params& params);

// Refuses what this model is known not to do: Error{unsupported_model} for what
// it cannot do at all, Error{invalid_input} for a value it does not take.
void check_limits(const provider::GenerateImage& request, const Params& params,
                  const provider::Model& model);

}  // namespace limner::step
