// The Images API of OpenAI and of compatible servers.
#pragma once

#include "provider/provider_client.hpp"

namespace limner::provider {

// {"error": {"code", "type", "message"}}; compatible servers also send {"error": "text"},
// {"detail": "text"} or {"message": "text"}.
ErrorBody images_error_body(const nlohmann::json& body);

bool has_pictures(const GenerateImage& operation);  // references or a mask

// POST /images/generations with `fields`, or, with pictures, the same as a multipart form
// to /images/edits. Requests a stream when partial images are requested; their number is one of
// the fields.
net::HttpAnswer send_images_request(const ProviderClient& client, const ModelCall& call,
                                    nlohmann::json fields, const std::stop_token& stop);

// Pictures in the answer or at its URLs; accepts a stream and a plain document.
ModelAnswer read_images(const ProviderClient& client, const ModelCall& call,
                        const std::filesystem::path& kept, const std::stop_token& stop);

}  // namespace limner::provider
