// The output of steps that transform pixels: a PNG, stored with its decoded pixels.
#pragma once

#include <limner/step.hpp>

#include <string>

namespace limner::step {

StepOutput transformed_image(const StepInput& in, Bitmap pixels, const std::string& stem);

}  // namespace limner::step
