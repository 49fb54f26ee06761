// The metadata of files that steps encode: parameter "metadata".
#pragma once

#include "step/params.hpp"

#include <limner/step.hpp>

namespace limner::step {

templates::ParamSpec metadata_param();

// Stores `picture`, encoded from the pixels of `input`, with the metadata that `params` select, and
// adds it to `output.images`. Metadata that the format cannot hold is a warning, and what a given
// picture loses when `params` select none. `picture.bytes` is the output of an encoder;
// `picture.pixels` may hold its pixels.
void store_labelled(const StepInput& in, const Params& params, const Asset& input,
                    provider::Picture picture, const std::string& file_name, StepOutput& output);

}  // namespace limner::step
