#include "provider/openai_responses.hpp"

#include "provider/openai_images.hpp"
#include "provider/price.hpp"
#include "provider/request_validation.hpp"
#include "provider/usage_cost.hpp"

#include <limner/json.hpp>

#include <array>

namespace limner::provider {

namespace {

using nlohmann::json;

constexpr std::string_view tool_output = "image_generation_call";
constexpr std::string_view tool_model = "gpt-image-2";  // the estimator prices its grid
constexpr std::array<std::string_view, 1> responses_picture_members{"result"};

json responses_input(const GenerateImage& operation) {
  json content = json::array({{{"type", "input_text"}, {"text", operation.prompt}}});
  for (const Picture& picture : operation.references) {
    content.push_back({{"type", "input_image"},
                       {"detail", "auto"},
                       {"image_url", data_uri(picture.bytes, picture.media_type)}});
  }
  return json::array({{{"role", "user"}, {"content", std::move(content)}}});
}

std::vector<json> tool_calls(const json& document) {
  std::vector<json> calls;
  for (const json& item : member_at(document, "output")) {
    if (text_at(item, "type") == tool_output) calls.push_back(item);
  }
  return calls;
}

// The tool may deviate from the request, and the chat model may rewrite the prompt.
json responses_details(const json& document, const json& call) {
  json details = json::object();
  for (const char* member :
       {"id", "action", "revised_prompt", "size", "quality", "background", "output_format"}) {
    if (const std::string value = text_at(call, member); !value.empty()) details[member] = value;
  }
  if (const std::string model = text_at(document, "model"); !model.empty())
    details["chat_model"] = model;
  return details;
}

// The reason: the tool's error, the answer's error, or why it is incomplete.
CallError no_picture(const ProviderClient& client, const Model& model, const json& document,
                     const std::vector<json>& calls) {
  const json& usage = member_at(document, "usage");
  json error = calls.empty() ? json() : member_at(calls.front(), "error");
  if (error.is_null()) error = member_at(document, "error");
  const bool is_unsafe =
      text_at(error, "code") == "moderation_blocked" || error.contains("moderation_details");
  std::string why = calls.empty() ? "did not call the image tool" : "made no picture";
  const std::string incomplete = text_at(member_at(document, "incomplete_details"), "reason");
  for (const std::string& words : {text_at(error, "message"), incomplete}) {
    if (!words.empty()) why += ": " + net::redact(words, {});
  }
  return unusable(client.info(),
                  is_unsafe ? ErrorCode::unsafe_image_request : ErrorCode::generation_failed, why,
                  cost_of_refusal(model, {.text_input = count_at(usage, "input_tokens"),
                                          .text_output = count_at(usage, "output_tokens")}));
}

// Usually the usage omits the tokens of the picture; the cost is then not known.
std::optional<PricedCost> charged(const Model& model, const json& usage) {
  const json& output = member_at(usage, "output_tokens_details");
  const std::optional<std::int64_t> image = count_at(output, "image_tokens");
  const std::optional<std::int64_t> all = count_at(usage, "output_tokens");
  if (!image || !all) return {};
  return cost_of(model, {.text_input = count_at(usage, "input_tokens"),
                         .image_output = image,
                         .text_output = *all - *image});
}

}  // namespace

net::HttpAnswer send_image_tool_request(const ProviderClient& client, const ModelCall& call,
                                        json tool, const std::stop_token& stop) {
  const GenerateImage& operation = require_generate_image(call);
  refuse_many(*call.model, operation);
  tool["model"] = tool_model;
  const json fields = {{"model", call.model->api_model},
                       {"input", responses_input(operation)},
                       {"tools", json::array({std::move(tool)})},
                       {"tool_choice", {{"type", "image_generation"}}},
                       {"max_tool_calls", 1},
                       {"parallel_tool_calls", false},
                       {"max_output_tokens", tool_output_tokens},
                       {"store", false}};
  const std::string body = canonical(fields);
  return client.send_and_keep({.method = "POST",
                               .url = client.url("/responses"),
                               .headers = {{"Content-Type", "application/json"}},
                               .body = body},
                              call, stop);
}

ModelAnswer read_image_tool(const ProviderClient& client, const ModelCall& call,
                            const std::filesystem::path& kept) {
  AnswerFile file = read_answer(client.info(), kept, responses_picture_members);
  const std::vector<json> calls = tool_calls(file.document);
  ModelAnswer answer;
  for (const json& result : calls) {
    Bytes bytes = file.release_picture(member_at(result, "result"));
    if (!bytes.empty()) answer.images.push_back({.bytes = std::move(bytes)});
  }
  if (answer.images.empty()) throw no_picture(client, *call.model, file.document, calls);
  answer.images = require_pictures(client.info(), std::move(answer.images));
  answer.output_type = tool_output;
  answer.digital_source_type = "trainedAlgorithmicMedia";
  answer.details = responses_details(file.document, calls.front());
  answer.usage = member_at(file.document, "usage");
  answer.charged = charged(*call.model, answer.usage);
  return answer;
}

}  // namespace limner::provider
