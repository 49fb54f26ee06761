// Converts a picture to a format, for image.convert and image.convert_webp.
#pragma once

#include "step/params.hpp"

#include <limner/image.hpp>
#include <limner/step.hpp>

#include <vector>

namespace limner::step {

// input, quality, lossless, exact, metadata.
std::vector<templates::ParamSpec> conversion_params();

StepOutput convert(const StepInput& in, const Params& params, image::ImageFormat format);

}  // namespace limner::step
