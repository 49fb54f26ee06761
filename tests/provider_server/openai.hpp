// Shared by the OpenAI parts of the server.
#pragma once

#include "provider_server/script.hpp"

namespace limner::provider_server {

WireReply openai_refusal(int status, const nlohmann::json& code, const std::string& type,
                         const std::string& message);

// {"input_tokens", "output_tokens", …} for a number of pictures and partial ones.
nlohmann::json image_usage(const ScriptEntry& entry, int pictures, int partials = 0);

// `body`, the answer of the Images API, as server-sent events: before each picture
// `partials` partial ones.
WireReply image_stream(const nlohmann::json& body, int partials, bool is_edit,
                       const ScriptEntry& entry);

// POST /responses with the picture tool.
WireReply tool_reply(const WireRequest& request, const ScriptEntry& entry);

}  // namespace limner::provider_server
