// Replicate: hosted models, run as predictions that are polled.
#include "provider/companies.hpp"
#include "provider/polling.hpp"
#include "provider/protocol.hpp"
#include "provider/request_validation.hpp"
#include "provider/usage_cost.hpp"

#include <limner/json.hpp>

#include <algorithm>
#include <array>

namespace limner::provider {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 1> replicate_picture_members{"output"};

ErrorBody replicate_error_body(const json& body) {
  const std::string detail = text_at(body, "detail");
  return {.type = text_at(body, "title"),
          .message = detail.empty() ? text_at(body, "title") : detail};
}

const ProviderEndpoint replicate_endpoint{
    .info = {.name = "replicate",
             .title = "Replicate",
             .key_help = "see which key is used: limner keys ls"},
    .default_url = "https://api.replicate.com/v1",
    .key_header = "Authorization",
    .key_prefix = "Bearer ",
    .error_body = replicate_error_body,
    .hosts = {"api.replicate.com"},
    .file_hosts = {".replicate.delivery"}};

bool takes_outputs(const Model& model) {
  return model.limits.value("maxImages", 1) > 1;
}
bool takes_replicate_ratio(const Model& model) {
  return model.limits.contains("aspectRatios");
}
bool takes_pixels(const Model& model) {
  const bool is_stated = model.limits.contains("sizes") || model.limits.contains("flexible");
  return is_stated && !takes_replicate_ratio(model);
}
bool takes_output_format(const Model& model) {
  return model.limits.contains("outputFormats");
}

json replicate_format(const Model&, const GenerateImage& operation) {
  return operation.output_format == "jpeg" ? "jpg" : operation.output_format;
}

// The input differs by model. Only parameters that the catalogue row states are sent, by
// the names that most models use: catalog/replicate.yaml.
constexpr std::array<OptionRule, 7> replicate_rules{
    {{"count", "/num_outputs", count_value, takes_outputs},
     {"size", "/aspect_ratio", ratio_value, takes_replicate_ratio},
     {"size", "/width", width_value, takes_pixels},
     {"size", "/height", height_value, takes_pixels},
     {"outputFormat", "/output_format", replicate_format, takes_output_format},
     {"seed", "/seed", seed_value},
     {"background", "", only_background}}};

json replicate_input(const Model& model, const GenerateImage& operation) {
  refuse_mask(model, operation);
  refuse_references(model, operation);
  if (!is_sent(replicate_rules, "count", model, operation)) refuse_many(model, operation);
  json input = {{"prompt", operation.prompt}};
  write_options(replicate_rules, model, operation, input);
  return input;
}

void refuse_foreign_replicate_url(const ProviderClient& client, const json& remote) {
  refuse_foreign_url(client, text_at(remote, "get_url"));
}

// "owner/name" is an official model, "owner/name:version" a community model.
json submit_replicate(const ProviderClient& client, const ModelCall& call,
                      const std::stop_token& stop) {
  json request = {{"input", replicate_input(*call.model, require_generate_image(call))}};
  const std::string& name = call.model->api_model;
  const std::size_t colon = name.find(':');
  const bool official = colon == name.npos;
  if (!official) request["version"] = name.substr(colon + 1);
  const std::string body = canonical(request);
  // Without "wait": the id must be stored as soon as the request is accepted.
  const net::HttpAnswer answer = client.send(
      {.method = "POST",
       .url = client.url(official ? fmt::format("/models/{}/predictions", name) : "/predictions"),
       .headers = {{"Content-Type", "application/json"}, {"Prefer", "respond-async"}},
       .body = body},
      {}, stop);
  const json taken = accepted_document(replicate_endpoint.info, answer, stop);
  const json& urls = member_at(taken, "urls");
  json remote = {{"id", text_at(taken, "id")}, {"get_url", text_at(urls, "get")}};
  refuse_foreign_replicate_url(client, remote);
  return remote;
}

bool is_prediction_over(const net::HttpAnswer& answer) {
  constexpr std::array<std::string_view, 4> ends{"succeeded", "failed", "canceled", "aborted"};
  const AnswerFile file =
      read_answer(replicate_endpoint.info, answer.file, replicate_picture_members);
  return std::ranges::find(ends, text_at(file.document, "status")) != ends.end();
}

// A failed prediction may be billed for its computing time.
void refuse_prediction_end(const json& document) {
  const std::string status = text_at(document, "status");
  if (status == "succeeded") return;
  if (status == "aborted") {
    throw CallError(
        Error(ErrorCode::generation_failed, "Replicate aborted the prediction before it started"),
        Billing::rejected);
  }
  const std::string why = net::redact(text_at(document, "error"), {});
  const bool unsafe = why.find("NSFW") != why.npos || why.find("nsfw") != why.npos;
  throw unusable(replicate_endpoint.info,
                 unsafe ? ErrorCode::unsafe_image_request : ErrorCode::generation_failed,
                 fmt::format("made no picture: {}{}{}", status, why.empty() ? "" : ": ", why));
}

// One URL or a list of URLs; inline pictures are possible too.
std::vector<Picture> replicate_pictures(const ProviderClient& client, const ModelCall& call,
                                        AnswerFile& file, const std::stop_token& stop) {
  const json& output = member_at(file.document, "output");
  const json list = output.is_array() ? output : json::array({output});
  std::vector<PictureUrl> urls;
  for (const json& item : list)
    if (item.is_string()) urls.push_back({item.get<std::string>(), ""});
  std::vector<Picture> pictures = fetch_pictures(client, urls, call.log->scratch(), stop);
  for (const json& item : list)
    if (item.is_number()) pictures.push_back({.bytes = file.release_picture(item)});
  return pictures;
}

ModelAnswer read_replicate(const ProviderClient& client, const ModelCall& call,
                           const std::filesystem::path& kept, const json&,
                           const std::stop_token& stop) {
  AnswerFile file = read_answer(replicate_endpoint.info, kept, replicate_picture_members);
  refuse_prediction_end(file.document);
  ModelAnswer answer;
  answer.images =
      require_pictures(replicate_endpoint.info, replicate_pictures(client, call, file, stop));
  answer.request_id = text_at(file.document, "id");
  answer.output_type = "image";
  answer.digital_source_type = "trainedAlgorithmicMedia";
  answer.details = {{"version", text_at(file.document, "version")}};
  answer.usage = member_at(file.document, "metrics");
  answer.charged = cost_of_item(*call.model, "second", decimal_at(answer.usage, "predict_time"));
  return answer;
}

ModelAnswer fetch_replicate(const ProviderClient& client, const ModelCall& call, const json& remote,
                            const std::stop_token& stop) {
  refuse_foreign_replicate_url(client, remote);
  const net::HttpAnswer answer =
      wait_for(client,
               {.question = {.url = text_at(remote, "get_url"), .save_in = call.log->scratch()},
                .is_over = is_prediction_over},
               stop);
  const auto kept = call.log->answered(answer.file, answer.header("content-type"));
  return read_replicate(client, call, kept, remote, stop);
}

}  // namespace

std::span<const OptionRule> replicate_options() {
  return replicate_rules;
}

std::unique_ptr<Provider> make_replicate_provider(const net::Network& network) {
  return make_queued_provider(network, {.facts = replicate_endpoint,
                                        .submit = submit_replicate,
                                        .fetch = fetch_replicate,
                                        .read = read_replicate});
}

}  // namespace limner::provider
