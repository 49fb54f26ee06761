// The image generation tool of OpenAI's Responses API.
#pragma once

#include "provider/provider_client.hpp"

namespace limner::provider {

// POST /responses. The model's apiModel is a chat model, which is required to call the tool.
net::HttpAnswer send_image_tool_request(const ProviderClient& client, const ModelCall& call,
                                        const std::stop_token& stop);

// The picture of the tool call. Throws CallError{billed_unusable} when there is none: the
// chat model is billed in any case.
ModelAnswer read_image_tool(const ProviderClient& client, const ModelCall& call,
                            const std::filesystem::path& kept);

}  // namespace limner::provider
