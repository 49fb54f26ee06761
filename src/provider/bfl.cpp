// Black Forest Labs: FLUX models. Requests are queued, polled, and the picture downloaded.
#include "provider/companies.hpp"
#include "provider/polling.hpp"
#include "provider/protocol.hpp"
#include "provider/request_validation.hpp"
#include "provider/usage_cost.hpp"

#include <limner/base64.hpp>
#include <limner/json.hpp>

#include <algorithm>
#include <array>

namespace limner::provider {

namespace {

using nlohmann::json;

constexpr int max_safety_tolerance = 5;  // safety_tolerance, from 0

// `detail` is a list of findings, or a text.
ErrorBody bfl_error_body(const json& body) {
  const json& detail = member_at(body, "detail");
  const json finding = detail.is_array() && !detail.empty() ? detail.front() : json();
  return {.code = text_at(finding, "type"),
          .message = detail.is_string() ? detail.get<std::string>() : text_at(finding, "msg")};
}

const ProviderEndpoint bfl_endpoint{
    .info = {.name = "bfl",
             .title = "Black Forest Labs",
             .key_help = "see which key is used: limner keys ls"},
    .default_url = "https://api.bfl.ai/v1",
    .key_header = "x-key",
    .error_body = bfl_error_body,
    .hosts = {".bfl.ai"},
    .file_hosts = {".bfl.ai", "bfldeliveryprod.blob.core.windows.net"}};

// ---- the input of its models ----

// "input_image", "input_image_2", …: the bytes without "data:" before them.
void add_references(json& input, const GenerateImage& operation) {
  for (int number = 1; const Picture& picture : operation.references) {
    input[number == 1 ? "input_image" : fmt::format("input_image_{}", number)] =
        base64_of(picture.bytes);
    ++number;
  }
}

json safety_tolerance(const Model&, const GenerateImage& operation) {
  return operation.moderation == Moderation::low ? json(max_safety_tolerance) : json();
}

// ---- the families of models ----

bool is_flux_2(const Model& model) {
  return model.api_model.starts_with("flux-2-");
}
bool is_kontext(const Model& model) {
  return model.api_model.starts_with("flux-kontext-");
}
bool is_bfl_ultra(const Model& model) {
  return model.api_model.starts_with("flux-pro-1.1-ultra");
}
bool takes_edges(const Model& model) {
  return is_flux_2(model) || model.api_model == "flux-pro-1.1" ||
         model.api_model.starts_with("flux-dev");
}
bool takes_bfl_ratio(const Model& model) {
  return is_kontext(model) || is_bfl_ultra(model);
}
bool is_known_bfl(const Model& model) {
  return takes_edges(model) || takes_bfl_ratio(model);
}
bool takes_references(const Model& model) {
  return is_flux_2(model) || is_kontext(model);
}

constexpr std::array<OptionRule, 8> bfl_rules{
    {{"size", "/width", width_value, takes_edges},
     {"size", "/height", height_value, takes_edges},
     {"size", "/aspect_ratio", ratio_value, takes_bfl_ratio},
     {"outputFormat", "/output_format", format_value, is_known_bfl},
     {"seed", "/seed", seed_value, is_known_bfl},
     {"moderation", "/safety_tolerance", safety_tolerance, is_known_bfl},
     {"background", "", only_background, is_known_bfl},
     {"references", "/input_image", nullptr, takes_references}}};

json bfl_input(const Model& model, const GenerateImage& operation) {
  refuse_many(model, operation);
  refuse_mask(model, operation);
  json input = {{"prompt", operation.prompt}};
  write_options(bfl_rules, model, operation, input);
  if (!is_sent(bfl_rules, "references", model, operation)) refuse_references(model, operation);
  add_references(input, operation);
  return input;
}

// ---- the queue ----

json submit_bfl(const ProviderClient& client, const ModelCall& call, const std::stop_token& stop) {
  const std::string body = canonical(bfl_input(*call.model, require_generate_image(call)));
  const net::HttpAnswer answer = client.send({.method = "POST",
                                              .url = client.url("/" + call.model->api_model),
                                              .headers = {{"Content-Type", "application/json"}},
                                              .body = body},
                                             {}, stop);
  const json taken = accepted_document(bfl_endpoint.info, answer, stop);
  refuse_foreign_url(client, text_at(taken, "polling_url"));
  return {{"id", text_at(taken, "id")},
          {"polling_url", text_at(taken, "polling_url")},
          {"credits", decimal_at(taken, "cost")}};  // empty when not reported
}

bool is_bfl_task_over(const net::HttpAnswer& answer) {
  constexpr std::array<std::string_view, 5> ends{"Ready", "Error", "Request Moderated",
                                                 "Content Moderated", "Task not found"};
  const AnswerFile file = read_answer(bfl_endpoint.info, answer.file, {});
  return std::ranges::find(ends, text_at(file.document, "status")) != ends.end();
}

// Every other final status has no picture, with HTTP 200.
void refuse_bfl_end(const json& document) {
  const std::string status = text_at(document, "status");
  if (status == "Ready") return;
  if (status == "Task not found") throw outcome_unknown(bfl_endpoint.info, "no longer knows it");
  const json& details = member_at(document, "details");
  const std::string why = net::redact(details.is_null() ? "" : canonical(details), {});
  const bool moderated = status.ends_with("Moderated");
  throw unusable(bfl_endpoint.info,
                 moderated ? ErrorCode::unsafe_image_request : ErrorCode::generation_failed,
                 fmt::format("made no picture: {}{}{}", status, why.empty() ? "" : " ", why));
}

ModelAnswer read_bfl(const ProviderClient& client, const ModelCall& call,
                     const std::filesystem::path& kept, const json& remote,
                     const std::stop_token& stop) {
  const AnswerFile file = read_answer(bfl_endpoint.info, kept, {});
  refuse_bfl_end(file.document);
  const json& result = member_at(file.document, "result");
  std::vector<PictureUrl> urls;
  if (const std::string url = text_at(result, "sample"); !url.empty()) urls.push_back({url, ""});
  ModelAnswer answer;
  answer.images =
      require_pictures(bfl_endpoint.info, fetch_pictures(client, urls, call.log->scratch(), stop));
  answer.request_id = text_at(remote, "id");
  answer.output_type = "image";
  answer.digital_source_type = "trainedAlgorithmicMedia";
  answer.details = json::object();
  if (member_at(result, "seed").is_number()) answer.details["seed"] = result["seed"];
  const std::string credits = text_at(remote, "credits");
  answer.charged = cost_of_item(*call.model, "credit", credits);
  if (!credits.empty()) answer.usage = {{"credits", credits}};
  return answer;
}

ModelAnswer fetch_bfl(const ProviderClient& client, const ModelCall& call, const json& remote,
                      const std::stop_token& stop) {
  const std::string url = text_at(remote, "polling_url");
  refuse_foreign_url(client, url);
  const net::HttpAnswer answer = wait_for(
      client,
      {.question = {.url = url, .save_in = call.log->scratch()}, .is_over = is_bfl_task_over},
      stop);
  const auto kept = call.log->answered(answer.file, answer.header("content-type"));
  return read_bfl(client, call, kept, remote, stop);
}

}  // namespace

std::span<const OptionRule> bfl_options() {
  return bfl_rules;
}

std::unique_ptr<Provider> make_bfl_provider(const net::Network& network) {
  return make_queued_provider(
      network, {.facts = bfl_endpoint, .submit = submit_bfl, .fetch = fetch_bfl, .read = read_bfl});
}

}  // namespace limner::provider
