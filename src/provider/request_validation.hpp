// Checks of a request before it is sent, and conversions that providers share.
#pragma once

#include <limner/provider.hpp>

#include <span>
#include <string>

namespace limner::provider {

// The operation of the call. Throws Error{unsupported_model} when it is another one.
const GenerateImage& require_generate_image(const ModelCall& call);
const RemoveBackground& require_remove_background(const ModelCall& call);

// For APIs with one picture per call, without a mask, or without reference pictures.
// Throw Error{invalid_image_request}.
void refuse_many(const Model& model, const GenerateImage& operation);
void refuse_mask(const Model& model, const GenerateImage& operation);
void refuse_references(const Model& model, const GenerateImage& operation);

// The media type found in the bytes; the declared one when they are not a known format.
std::string detected_media_type(std::span<const std::byte> bytes, const std::string& declared);
// "data:image/png;base64,…"
std::string data_uri(std::span<const std::byte> bytes, const std::string& declared);

}  // namespace limner::provider
