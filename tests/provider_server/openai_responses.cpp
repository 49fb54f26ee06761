// OpenAI's Responses API, as far as a chat model that calls the picture tool.
#include "provider_server/openai.hpp"
#include "provider_server/pictures.hpp"

#include <algorithm>
#include <array>

namespace limner::provider_server {

namespace {

using nlohmann::json;

constexpr std::array known_fields{"model",
                                  "input",
                                  "tools",
                                  "tool_choice",
                                  "max_output_tokens",
                                  "max_tool_calls",
                                  "parallel_tool_calls",
                                  "store"};
constexpr std::array known_of_tool{
    "type",          "action",         "background",       "input_fidelity",
    "moderation",    "model",          "input_image_mask", "output_compression",
    "output_format", "partial_images", "quality",          "size"};

WireReply invalid(const std::string& code, const std::string& message) {
  return openai_refusal(400, code, "invalid_request_error", message);
}

template <class Names>
std::string unknown_member(const json& object, const Names& known) {
  for (const auto& [name, value] : object.items()) {
    if (std::ranges::find(known, name) == known.end()) return name;
  }
  return {};
}

std::optional<WireReply> fault_of_responses_request(const WireRequest& request,
                                                    const json& fields) {
  if (!request.header("authorization").starts_with("Bearer "))
    return openai_refusal(401, nullptr, "invalid_request_error", "You didn't provide an API key");
  if (!fields.is_object() || !fields.contains("model") || !fields.contains("input"))
    return invalid("missing_required_parameter", "model and input");
  if (const std::string name = unknown_member(fields, known_fields); !name.empty())
    return invalid("unknown_parameter", "Unknown: " + name);
  const json& tools = fields.value("tools", json::array());
  if (tools.size() != 1 || tools[0].value("type", "") != "image_generation")
    return invalid("invalid_value", "tools");
  if (const std::string name = unknown_member(tools[0], known_of_tool); !name.empty())
    return invalid("unknown_parameter", "Unknown: tools[0]." + name);
  return std::nullopt;
}

json call_of(const json& tool, const ScriptEntry& entry) {
  json call = {
      {"type", "image_generation_call"},
      {"id", "ig_scripted"},
      {"status", "completed"},
      {"action", "generate"},
      {"background", tool.value("background", "opaque")},
      {"output_format", tool.value("output_format", "png")},
      {"quality", tool.value("quality", "medium")},
      {"size", tool.value("size", "1024x1024")},
      {"revised_prompt", "A red fox"},
      {"result", picture_base64(picture_options(entry, tool.value("output_format", "png")))}};
  if (entry.reply == "not_a_picture") call["result"] = "bm8gcGljdHVyZQ==";
  const bool moderated = entry.reply == "moderated_call";
  if (!moderated && entry.reply != "failed_call" && entry.reply != "null_result") return call;
  call["result"] = nullptr;
  if (entry.reply == "null_result") return call;
  call["status"] = "failed";
  call["error"] = {{"code", moderated ? "moderation_blocked" : "server_error"},
                   {"message", moderated ? "safety_violations=[violence]" : "The tool broke"},
                   {"type", "image_generation_user_error"},
                   {"param", nullptr}};
  return call;
}

json words_of(const std::string& text) {
  return {
      {"type", "message"},
      {"id", "msg_scripted"},
      {"role", "assistant"},
      {"status", "completed"},
      {"content",
       json::array({{{"type", "output_text"}, {"text", text}, {"annotations", json::array()}}})}};
}

json usage_of(const ScriptEntry& entry) {
  const std::int64_t in = entry.number("textTokens", 2300);
  const std::int64_t image = entry.number("imageTokens", 0);
  const std::int64_t out = entry.number("outputTokens", 60) + image;
  json details = {{"reasoning_tokens", 0}};
  if (entry.options.contains("imageTokens")) details["image_tokens"] = image;
  return {{"input_tokens", in},
          {"input_tokens_details", {{"cached_tokens", 0}}},
          {"output_tokens", out},
          {"output_tokens_details", details},
          {"total_tokens", in + out}};
}

}  // namespace

WireReply tool_reply(const WireRequest& request, const ScriptEntry& entry) {
  const json fields = json::parse(request.body, nullptr, false);
  if (auto fault = fault_of_responses_request(request, fields)) return *fault;
  const bool is_incomplete = entry.reply == "incomplete";
  json output = json::array();
  if (is_incomplete || entry.reply == "no_picture") {
    output.push_back(words_of("I would rather not draw that."));
  } else {
    output.push_back(call_of(fields["tools"][0], entry));
    output.push_back(words_of("Here it is."));
  }
  json details;
  if (is_incomplete) details = {{"reason", "max_output_tokens"}};
  return json_reply({{"id", "resp_scripted"},
                     {"object", "response"},
                     {"created_at", 1'795'000'000},
                     {"status", is_incomplete ? "incomplete" : "completed"},
                     {"model", fields["model"]},
                     {"error", nullptr},
                     {"incomplete_details", details},
                     {"tools", fields["tools"]},
                     {"output", std::move(output)},
                     {"usage", usage_of(entry)}});
}

}  // namespace limner::provider_server
