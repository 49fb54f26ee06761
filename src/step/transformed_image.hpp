// The output of steps that transform pixels: a PNG, stored with its decoded pixels.
#pragma once

#include "step/params.hpp"

#include <limner/step.hpp>

namespace limner::step {

// `pixels` were made from the parameter "input"; metadata as metadata_param() selects.
StepOutput transformed_image(const StepInput& in, const Params& params, Bitmap pixels);

}  // namespace limner::step
