// OpenAI: the Images API, and the image tool of the Responses API.
#include "provider/companies.hpp"
#include "provider/openai_images.hpp"
#include "provider/openai_responses.hpp"
#include "provider/protocol.hpp"
#include "provider/request_validation.hpp"

#include <array>

namespace limner::provider {

namespace {

using nlohmann::json;

const ProviderEndpoint openai_endpoint{
    .info = {.name = "openai",
             .title = "OpenAI",
             .key_help = "see which key is used: limner keys ls"},
    .default_url = "https://api.openai.com/v1",
    .key_header = "Authorization",
    .key_prefix = "Bearer ",
    .error_body = images_error_body,
    .hosts = {"api.openai.com"}};

bool is_tool(const Model& model) {
  return model.mode == GenerationMode::hosted_image_generation_tool;
}
bool is_images_model(const Model& model) {
  return !is_tool(model);
}

json openai_size(const Model& model, const GenerateImage& operation) {
  return operation.is_auto_size() ? json("auto") : size_text(model, operation);
}

// Edits take no moderation.
json images_moderation(const Model& model, const GenerateImage& operation) {
  return has_pictures(operation) ? json() : moderation_value(model, operation);
}

json tool_mask(const Model&, const GenerateImage& operation) {
  if (!operation.mask) return nullptr;
  return {{"image_url", data_uri(operation.mask->bytes, operation.mask->media_type)}};
}

// Every value that affects the price is sent, so that server defaults cannot. The rows of the
// image tool are members of the tool.
constexpr std::array<OptionRule, 12> openai_rules{
    {{"size", "/size", openai_size},
     {"quality", "/quality", quality_value},
     {"outputFormat", "/output_format", format_value},
     {"background", "/background", background_value},
     {"outputCompression", "/output_compression", compression_value},
     {"count", "/n", count_value, is_images_model},
     {"moderation", "/moderation", images_moderation, is_images_model},
     {"partialImages", "/partial_images", partials_value, is_images_model},
     {"references", "/image", nullptr},
     {"mask", "/mask", nullptr, is_images_model},
     {"moderation", "/moderation", moderation_value, is_tool},
     {"mask", "/input_image_mask", tool_mask, is_tool}}};

json openai_fields(const Model& model, const GenerateImage& operation) {
  json fields = {{"model", model.api_model}, {"prompt", operation.prompt}};
  write_options(openai_rules, model, operation, fields);
  return fields;
}

json tool_fields(const Model& model, const GenerateImage& operation) {
  json tool = {{"type", "image_generation"}};
  write_options(openai_rules, model, operation, tool);
  return tool;
}

net::HttpAnswer send_openai(const ProviderClient& client, const ModelCall& call,
                            const std::stop_token& stop) {
  const GenerateImage& operation = require_generate_image(call);
  if (is_tool(*call.model))
    return send_image_tool_request(client, call, tool_fields(*call.model, operation), stop);
  return send_images_request(client, call, openai_fields(*call.model, operation), stop);
}

ModelAnswer read_openai(const ProviderClient& client, const ModelCall& call,
                        const std::filesystem::path& kept, const std::stop_token& stop) {
  return is_tool(*call.model) ? read_image_tool(client, call, kept)
                              : read_images(client, call, kept, stop);
}

void read_openai_headers(const ModelCall&, const net::HttpAnswer& answer, ModelAnswer& result) {
  result.request_id = answer.header("x-request-id");
}

}  // namespace

std::span<const OptionRule> openai_options() {
  return openai_rules;
}

std::unique_ptr<Provider> make_openai_provider(const net::Network& network) {
  return make_direct_provider(network, {.facts = openai_endpoint,
                                        .send = send_openai,
                                        .read = read_openai,
                                        .read_headers = read_openai_headers});
}

}  // namespace limner::provider
