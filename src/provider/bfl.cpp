// Black Forest Labs: FLUX models. Requests are queued, polled, and the picture downloaded.
#include "provider/aspect_ratio.hpp"
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

json with_size(const Model&, const GenerateImage& operation) {
  return {{"width", operation.width}, {"height", operation.height}};
}

json sized_with_references(const Model& model, const GenerateImage& operation) {
  json input = with_size(model, operation);
  add_references(input, operation);
  return input;
}

json with_aspect_ratio(const Model& model, const GenerateImage& operation) {
  return {{"aspect_ratio", aspect_ratio(model, operation.width, operation.height)}};
}

json shaped_with_references(const Model& model, const GenerateImage& operation) {
  json input = with_aspect_ratio(model, operation);
  add_references(input, operation);
  return input;
}

// By the beginning of the model name; the first match counts.
struct BflInputRule {
  std::string_view name;
  bool takes_references;
  json (*input)(const Model&, const GenerateImage&);
};

constexpr std::array<BflInputRule, 5> bfl_input_rules{
    {{"flux-2-", true, sized_with_references},
     {"flux-kontext-", true, shaped_with_references},
     {"flux-pro-1.1-ultra", false, with_aspect_ratio},
     {"flux-pro-1.1", false, with_size},
     {"flux-dev", false, with_size}}};

json bfl_input(const Model& model, const GenerateImage& operation) {
  const auto rule = std::ranges::find_if(bfl_input_rules, [&](const BflInputRule& one) {
    return model.api_model.starts_with(one.name);
  });
  if (rule == bfl_input_rules.end()) {
    throw Error(ErrorCode::unsupported_model, "the parameters of {} are not known", model.id)
        .with_help("choose another model: limner models ls");
  }
  refuse_many(model, operation);
  refuse_mask(model, operation);
  if (!rule->takes_references) refuse_references(model, operation);
  json input = rule->input(model, operation);
  input["prompt"] = operation.prompt;
  input["output_format"] = operation.output_format;
  if (operation.seed) input["seed"] = *operation.seed;
  if (operation.moderation == Moderation::low) input["safety_tolerance"] = max_safety_tolerance;
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
  const json taken = parsed(bfl_endpoint.info, answer.body);
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
  std::vector<Picture> pictures;
  if (const std::string url = text_at(result, "sample"); !url.empty())
    pictures.push_back({.bytes = fetch_with_retries(client, url, call.log->scratch(), stop)});
  ModelAnswer answer;
  answer.images = require_pictures(bfl_endpoint.info, std::move(pictures));
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

std::unique_ptr<Provider> make_bfl_provider(const net::Network& network) {
  return make_queued_provider(
      network, {.facts = bfl_endpoint, .submit = submit_bfl, .fetch = fetch_bfl, .read = read_bfl});
}

}  // namespace limner::provider
