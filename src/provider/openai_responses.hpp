// The image generation tool of OpenAI's Responses API.
#pragma once

#include "provider/provider_client.hpp"

namespace limner::provider {

// POST /responses. The model's apiModel is a chat model, which is required to call the tool.
// `tool`: the members of the tool that carry the options of the request.
net::HttpAnswer send_image_tool_request(const ProviderClient& client, const ModelCall& call,
                                        nlohmann::json tool, const std::stop_token& stop);

// The picture of the tool call. Throws CallError{billed_unusable} when there is none: the
// chat model is billed in any case.
ModelAnswer read_image_tool(const ProviderClient& client, const ModelCall& call,
                            const std::filesystem::path& kept);

}  // namespace limner::provider
