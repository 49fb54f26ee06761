// The Images API as OpenAI speaks it, and servers that speak it after OpenAI.
#pragma once

#include "provider/provider_client.hpp"

namespace limner::provider {

// {"error": {"code", "type", "message"}}; from others also {"error": "text"},
// {"detail": "text"} and {"message": "text"}.
ErrorBody images_complaint(const nlohmann::json& body);

bool has_pictures(const GenerateImage& operation);  // to go by, or a mask

// POST /images/generations with `fields`, or, with pictures, the same as a form to
// /images/edits. Where unfinished pictures are wanted, the answer is asked for as a stream.
net::HttpAnswer ask_for_images(const ProviderClient& client, const ModelCall& call,
                               nlohmann::json fields, const std::stop_token& stop);

// Pictures inside the answer, or fetched from where it points; streamed or not, as it came.
ModelAnswer read_images(const ProviderClient& client, const ModelCall& call,
                        const std::filesystem::path& kept, const std::stop_token& stop);

}  // namespace limner::provider
