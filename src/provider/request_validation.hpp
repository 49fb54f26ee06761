// What a call wants made, and what of it a company must refuse.
#pragma once

#include <limner/provider.hpp>

#include <span>
#include <string>

namespace limner::provider {

// Throws Error{unsupported_model} when the model is asked for the other thing.
const GenerateImage& generate_image_of(const ModelCall& call);
const RemoveBackground& remove_background_of(const ModelCall& call);

// For companies that make one picture a call, that take no mask, or no other picture.
// Throw Error{invalid_image_request}.
void refuse_many(const Model& model, const GenerateImage& operation);
void refuse_mask(const Model& model, const GenerateImage& operation);
void refuse_references(const Model& model, const GenerateImage& operation);

// The model's word for a quality: where its catalogue row does not list `standard` or
// `hd`, these are `medium` and `high`.
std::string_view model_quality(const Model& model, Quality quality);

// What the bytes are; what was declared where they are no picture we know.
std::string sniffed_type(std::span<const std::byte> bytes, const std::string& declared);
// "data:image/png;base64,…"
std::string data_uri(std::span<const std::byte> bytes, const std::string& declared);

}  // namespace limner::provider
