// Pictures by the tool that OpenAI lets a chat model call: the Responses API.
#pragma once

#include "provider/provider_client.hpp"

namespace limner::provider {

// POST /responses: the model's apiModel is a chat model, which is made to call the tool.
net::HttpAnswer ask_image_tool(const ProviderClient& client, const ModelCall& call,
                               const std::stop_token& stop);

// The picture that the tool's output holds. Words without one are paid for all the same:
// CallError{billed_unusable}.
ModelAnswer read_image_tool(const ProviderClient& client, const ModelCall& call,
                            const std::filesystem::path& kept);

}  // namespace limner::provider
