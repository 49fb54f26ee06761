// The part of a reference picture that a model may change.
#pragma once

#include <limner/step.hpp>

#include <vector>

namespace limner::step {

// The mask as the provider receives it, for a picture that is sent upright. A mask without an
// orientation of its own, drawn on the picture as its file stores it, is turned like the picture;
// where both views have the same size, that is assumed. `warnings` says so. Throws
// Error{invalid_input} for a mask without a transparent pixel.
provider::Picture mask_to_send(const StepInput& in, const Asset& mask, const Asset& picture,
                               std::vector<nlohmann::json>& warnings);

}  // namespace limner::step
