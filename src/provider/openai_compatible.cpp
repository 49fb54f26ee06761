// Servers that speak the OpenAI Images API, at an address of the user.
#include "provider/companies.hpp"
#include "provider/openai_images.hpp"
#include "provider/protocol.hpp"
#include "provider/request_validation.hpp"

#include <algorithm>

namespace limner::provider {

namespace {

using nlohmann::json;

// Without a default address: the user sets a base URL.
const ProviderEndpoint compatible_endpoint{
    .info = {.name = "openai-compatible",
             .title = "the OpenAI-compatible server",
             .key_help = "limner keys set openai-compatible"},
    .key_header = "Authorization",
    .key_prefix = "Bearer ",
    .error_body = images_error_body};

// stable-diffusion.cpp reads settings from inside a prompt. Prompts are untrusted, so
// the tag is removed.
constexpr std::string_view settings_tag = "sd_cpp_extra_args";
constexpr std::string_view sd_server = "sd-cpp-local";

std::string without_settings(std::string prompt) {
  for (std::size_t at = prompt.find(settings_tag); at != std::string::npos;
       at = prompt.find(settings_tag))
    prompt.erase(at, settings_tag.size());
  return prompt;
}

std::string prompt_of(const Model& model, const GenerateImage& operation) {
  std::string prompt = without_settings(operation.prompt);
  if (operation.seed && model.api_model == sd_server)
    prompt += fmt::format("<{0}>{{\"seed\":{1}}}</{0}>", settings_tag, *operation.seed);
  return prompt;
}

// Few members, because some servers refuse unknown ones. Without response_format they
// answer with URLs.
json compatible_fields(const Model& model, const GenerateImage& operation) {
  json fields = {{"model", model.api_model},
                 {"prompt", prompt_of(model, operation)},
                 {"n", operation.count},
                 {"size", fmt::format("{}x{}", operation.width, operation.height)},
                 {"response_format", "b64_json"}};
  if (model.limits.contains("qualities") && operation.quality != Quality::automatic)
    fields["quality"] = to_string(operation.quality);
  if (operation.background == Background::transparent)
    fields["background"] = to_string(operation.background);
  if (operation.output_format != "png") {
    fields["output_format"] = operation.output_format;
    if (operation.output_compression) fields["output_compression"] = *operation.output_compression;
  }
  return fields;
}

net::HttpAnswer send_compatible(const ProviderClient& client, const ModelCall& call,
                                const std::stop_token& stop) {
  return send_images_request(client, call,
                             compatible_fields(*call.model, require_generate_image(call)), stop);
}

}  // namespace

std::unique_ptr<Provider> make_openai_compatible_provider(const net::Network& network) {
  return make_direct_provider(
      network, {.facts = compatible_endpoint, .send = send_compatible, .read = read_images});
}

}  // namespace limner::provider
