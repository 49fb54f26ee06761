// The request that the parameters of image.generate describe.
#pragma once

#include "step/params.hpp"

#include <limner/image.hpp>
#include <limner/provider.hpp>

namespace limner::step {

// References and mask are empty Pictures, as many as are given.
// Throws Error{invalid_input} for parameters that contradict each other.
provider::GenerateImage generate_request(const Params& params);

// Checks the request against the limits of the model and `pictures`. Throws
// Error{unsupported_model} for an ability that it does not have, Error{invalid_input} for a value
// it does not accept.
void check_limits(const provider::GenerateImage& request, const provider::Model& model,
                  const image::ImageLimits& pictures);

}  // namespace limner::step
