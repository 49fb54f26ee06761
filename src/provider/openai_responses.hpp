// Pictures by the tool that OpenAI lets a chat model call: the Responses API.
#pragma once

#include "provider/line.hpp"

namespace limner {

// POST /responses: the model's apiModel is a chat model, which is made to call the tool.
HttpAnswer ask_image_tool(const Line& line, const ModelCall& call, const std::stop_token& stop);

// The picture that the tool's output holds. Words without one are paid for all the same:
// CallError{billed_unusable}.
ModelAnswer read_image_tool(const Line& line, const ModelCall& call,
                            const std::filesystem::path& kept);

}  // namespace limner
