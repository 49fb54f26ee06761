// Servers that speak the OpenAI Images API, at an address of the user.
#include "provider/companies.hpp"
#include "provider/openai_images.hpp"
#include "provider/protocol.hpp"
#include "provider/request_validation.hpp"

#include <array>

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

json prompt_with_seed(const Model&, const GenerateImage& operation) {
  if (!operation.seed) return nullptr;
  return without_settings(operation.prompt) +
         fmt::format("<{0}>{{\"seed\":{1}}}</{0}>", settings_tag, *operation.seed);
}

bool is_sd_server(const Model& model) {
  return model.api_model == sd_server;
}

json listed_quality(const Model& model, const GenerateImage& operation) {
  const bool is_sent =
      model.limits.contains("qualities") && operation.quality != Quality::automatic;
  return is_sent ? quality_value(model, operation) : json();
}

json transparent_background(const Model&, const GenerateImage& operation) {
  const bool is_sent = operation.background == Background::transparent;
  return is_sent ? json(to_string(operation.background)) : json();
}

json other_format(const Model&, const GenerateImage& operation) {
  return operation.output_format == "png" ? json() : json(operation.output_format);
}

// The format of an answer to a request that names none.
json default_format(const Model&, const GenerateImage& operation) {
  return operation.output_format == "png" ? json("png") : json();
}

bool has_partials(const Model& model) {
  return model.limits.contains("partialImages");
}

// Few members, because some servers refuse unknown ones. The seed of stable-diffusion.cpp is a
// part of the prompt.
constexpr std::array<OptionRule, 12> compatible_rules{
    {{"count", "/n", count_value},
     {"size", "/size", size_text},
     {"quality", "/quality", listed_quality},
     {"background", "/background", transparent_background},
     {"background", "", only_background},
     {"outputFormat", "/output_format", other_format},
     {"outputFormat", "", default_format},
     {"outputCompression", "/output_compression", compression_value},
     {"seed", "/prompt", prompt_with_seed, is_sd_server},
     {"partialImages", "/partial_images", partials_value, has_partials},
     {"references", "/image", nullptr},
     {"mask", "/mask", nullptr}}};

// Without response_format some servers answer with URLs.
json compatible_fields(const Model& model, const GenerateImage& operation) {
  json fields = {{"model", model.api_model},
                 {"prompt", without_settings(operation.prompt)},
                 {"response_format", "b64_json"}};
  write_options(compatible_rules, model, operation, fields);
  return fields;
}

net::HttpAnswer send_compatible(const ProviderClient& client, const ModelCall& call,
                                const std::stop_token& stop) {
  return send_images_request(client, call,
                             compatible_fields(*call.model, require_generate_image(call)), stop);
}

}  // namespace

std::span<const OptionRule> openai_compatible_options() {
  return compatible_rules;
}

std::unique_ptr<Provider> make_openai_compatible_provider(const net::Network& network) {
  return make_direct_provider(
      network, {.facts = compatible_endpoint, .send = send_compatible, .read = read_images});
}

}  // namespace limner::provider
