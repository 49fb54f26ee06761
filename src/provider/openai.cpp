// OpenAI: the Images API, and the image tool of the Responses API.
#include "provider/companies.hpp"
#include "provider/openai_images.hpp"
#include "provider/openai_responses.hpp"
#include "provider/protocol.hpp"
#include "provider/request_validation.hpp"

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

// Every value that affects the price is sent, so that server defaults cannot.
json openai_fields(const Model& model, const GenerateImage& operation) {
  json fields = {{"model", model.api_model},
                 {"prompt", operation.prompt},
                 {"n", operation.count},
                 {"size", fmt::format("{}x{}", operation.width, operation.height)},
                 {"quality", model_quality(model, operation.quality)},
                 {"output_format", operation.output_format}};
  if (operation.background != Background::automatic)
    fields["background"] = to_string(operation.background);
  if (operation.output_compression && operation.output_format != "png")
    fields["output_compression"] = *operation.output_compression;
  if (operation.moderation != Moderation::automatic && !has_pictures(operation))
    fields["moderation"] = to_string(operation.moderation);
  return fields;
}

bool is_tool(const Model& model) {
  return model.mode == GenerationMode::hosted_image_generation_tool;
}

net::HttpAnswer send_openai(const ProviderClient& client, const ModelCall& call,
                            const std::stop_token& stop) {
  if (is_tool(*call.model)) return send_image_tool_request(client, call, stop);
  return send_images_request(client, call, openai_fields(*call.model, require_generate_image(call)),
                             stop);
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

std::unique_ptr<Provider> make_openai_provider(const net::Network& network) {
  return make_direct_provider(network, {.facts = openai_endpoint,
                                        .send = send_openai,
                                        .read = read_openai,
                                        .read_headers = read_openai_headers});
}

}  // namespace limner::provider
