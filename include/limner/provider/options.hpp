// The options of a generation request that its provider sends to a model.
//
// Each provider has one table of them, src/provider/option_rules.hpp, from which it writes
// its requests and from which these functions answer. Functions without state: safe to use
// from any thread.
#pragma once

#include <limner/provider/catalogue.hpp>
#include <limner/provider/operation.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace limner::provider {

// The options of `operation` whose values a request to the model would not carry, unless
// the model uses just that value by itself: names of generate_image_fields(), and "size" for
// width and height. `auto`, one picture and no partial images ask for nothing. The pictures
// may be empty. Empty for a provider that has no table. Throws Error{unsupported_model} when
// nothing is known about the parameters of the model, and Error{invalid_image_request} for a
// value that the provider refuses.
std::vector<std::string> unsent_options(const Model& model, const GenerateImage& operation);

// The options that the model takes, for messages: "size, count, outputFormat png or jpeg,
// seed". Empty for a provider that has no table.
std::string describe_sent_options(const Model& model);

// The model's word for a quality: where its catalogue row does not list `standard` or
// `hd`, these are `medium` and `high`. Static.
std::string_view model_quality(const Model& model, Quality quality);

}  // namespace limner::provider
