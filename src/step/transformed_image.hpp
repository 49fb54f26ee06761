// A picture made from a picture by moving pixels: always a PNG, its pixels handed on.
#pragma once

#include <limner/step.hpp>

#include <string>

namespace limner::step {

StepOutput reshaped(const StepInput& in, Bitmap pixels, const std::string& stem);

}  // namespace limner::step
