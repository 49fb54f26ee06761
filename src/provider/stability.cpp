// Stability AI: Stable Image generation and background removal.
#include "provider/companies.hpp"
#include "provider/multipart_form.hpp"
#include "provider/protocol.hpp"
#include "provider/request_validation.hpp"

#include <array>

namespace limner::provider {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 1> stability_picture_members{"image"};
constexpr std::int64_t largest_seed = 4294967294;
// How far the picture may differ from its reference. The API requires a value, and
// templates have no parameter for it.
constexpr const char* strength = "0.65";

ErrorBody stability_error_body(const json& body) {
  ErrorBody error_body{.code = text_at(body, "name")};
  const json& errors = member_at(body, "errors");
  if (errors.is_array() && !errors.empty() && errors.front().is_string())
    error_body.message = errors.front().get<std::string>();
  return error_body;
}

const ProviderEndpoint stability_endpoint{
    .info = {.name = "stability",
             .title = "Stability AI",
             .key_help = "see which key is used: limner keys ls"},
    .default_url = "https://api.stability.ai",
    .key_header = "Authorization",
    .key_prefix = "Bearer ",
    .error_body = stability_error_body,
    .hosts = {"api.stability.ai"}};

bool is_sd3(const Model& model) {
  return model.api_model.starts_with("sd3");
}

json stability_seed(const Model& model, const GenerateImage& operation) {
  if (operation.seed && (*operation.seed < 0 || *operation.seed > largest_seed)) {
    throw Error(ErrorCode::invalid_image_request, "Stability AI does not accept the seed {}",
                *operation.seed)
        .with_help(fmt::format("choose one from 0 to {}", largest_seed));
  }
  return seed_value(model, operation);
}

// With a reference picture the size is that of the reference.
json stability_ratio(const Model& model, const GenerateImage& operation) {
  return operation.references.empty() ? ratio_value(model, operation) : json();
}
json size_of_reference(const Model&, const GenerateImage& operation) {
  const bool is_met = !operation.references.empty() && operation.is_auto_size();
  return is_met ? json("auto") : json();
}

constexpr std::array<OptionRule, 6> stability_rules{
    {{"size", "/aspect_ratio", stability_ratio},
     {"size", "", size_of_reference},
     {"outputFormat", "/output_format", format_value},
     {"seed", "/seed", stability_seed},
     {"background", "", only_background},
     {"references", "/image", nullptr, is_sd3}}};

void add_fields(MultipartForm& form, const Model& model, const GenerateImage& operation) {
  refuse_many(model, operation);
  refuse_mask(model, operation);
  form.add("prompt", operation.prompt);
  if (is_sd3(model)) form.add("model", model.api_model);
  json fields = json::object();
  write_options(stability_rules, model, operation, fields);
  form.add_texts(fields);
  if (operation.references.empty()) return;
  const bool is_taken = is_sent(stability_rules, "references", model, operation);
  if (!is_taken || operation.references.size() > 1) refuse_references(model, operation);
  const Picture& picture = operation.references.front();
  form.add("mode", "image-to-image");
  form.add("strength", strength);
  form.add_file("image", "image", picture.bytes, picture.media_type);
}

void add_fields(MultipartForm& form, const Model&, const RemoveBackground& operation) {
  form.add("output_format", "png");
  form.add_file("image", "image", operation.image, operation.media_type);
}

std::string path_of(const Model& model) {
  if (model.can(Capability::background_removal))
    return "/v2beta/stable-image/edit/" + model.api_model;
  return "/v2beta/stable-image/generate/" + (is_sd3(model) ? "sd3" : model.api_model);
}

// As JSON, which holds the result of the safety check; headers are not stored.
net::HttpAnswer send_stability(const ProviderClient& client, const ModelCall& call,
                               const std::stop_token& stop) {
  const Model& model = *call.model;
  if (model.can(Capability::background_removal)) require_remove_background(call);
  if (!model.can(Capability::background_removal)) require_generate_image(call);
  MultipartForm form;
  std::visit([&](const auto& request) { add_fields(form, model, request); }, call.operation);
  return client.send_and_keep({.method = "POST",
                               .url = client.url(path_of(model)),
                               .headers = {{"Accept", "application/json"}},
                               .parts = form.parts()},
                              call, stop);
}

ModelAnswer read_stability(const ProviderClient&, const ModelCall& call,
                           const std::filesystem::path& kept, const std::stop_token&) {
  AnswerFile file = read_answer(stability_endpoint.info, kept, stability_picture_members);
  if (text_at(file.document, "finish_reason") == "CONTENT_FILTERED") {
    throw unusable(stability_endpoint.info, ErrorCode::unsafe_image_request,
                   "blurred the picture: its safety check rejected it");
  }
  std::vector<Picture> pictures;
  if (const json& picture = member_at(file.document, "image"); !picture.is_null())
    pictures.push_back({.bytes = file.release_picture(picture)});
  ModelAnswer answer;
  answer.images = require_pictures(stability_endpoint.info, std::move(pictures));
  answer.output_type = "image";
  answer.details = json::object();
  if (member_at(file.document, "seed").is_number()) answer.details["seed"] = file.document["seed"];
  if (std::holds_alternative<GenerateImage>(call.operation))
    answer.digital_source_type = "trainedAlgorithmicMedia";
  return answer;
}

}  // namespace

std::span<const OptionRule> stability_options() {
  return stability_rules;
}

std::unique_ptr<Provider> make_stability_provider(const net::Network& network) {
  return make_direct_provider(
      network, {.facts = stability_endpoint, .send = send_stability, .read = read_stability});
}

}  // namespace limner::provider
