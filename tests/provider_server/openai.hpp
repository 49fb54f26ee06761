// What the parts of OpenAI's half of the server share.
#pragma once

#include "provider_server/script.hpp"

namespace limner::provider_server {

WireReply openai_refusal(int status, const nlohmann::json& code, const std::string& type,
                         const std::string& message);

// {"input_tokens", "output_tokens", …} for so many pictures and unfinished ones.
nlohmann::json image_usage(const Entry& entry, int pictures, int partials = 0);

// `body`, the answer of the Images API, as server-sent events: before each picture so
// many unfinished ones.
WireReply image_stream(const nlohmann::json& body, int partials, bool is_edit, const Entry& entry);

// POST /responses with the picture tool.
WireReply tool_reply(const WireRequest& request, const Entry& entry);

}  // namespace limner::provider_server
