// fal.ai: models of several vendors behind one queue.
#include "provider/companies.hpp"
#include "provider/fal_input.hpp"
#include "provider/polling.hpp"
#include "provider/protocol.hpp"
#include "provider/usage_cost.hpp"

#include <limner/json.hpp>

#include <array>

namespace limner::provider {

namespace {

using nlohmann::json;

// `detail` is a list of findings, or a text.
ErrorBody fal_error_body(const json& body) {
  const json& detail = member_at(body, "detail");
  const json finding = detail.is_array() && !detail.empty() ? detail.front() : json();
  return {.code = text_at(finding, "type"),
          .type = text_at(body, "error_type"),
          .message = detail.is_string() ? detail.get<std::string>() : text_at(finding, "msg")};
}

const ProviderEndpoint fal_endpoint{
    .info = {.name = "fal", .title = "fal", .key_help = "see which key is used: limner keys ls"},
    .default_url = "https://queue.fal.run",
    .key_header = "Authorization",
    .key_prefix = "Key ",
    .error_body = fal_error_body,
    .hosts = {".fal.run", ".fal.ai"},
    .file_hosts = {".fal.media", ".fal.run", ".fal.ai"}};

// The URLs of a queued request, as fal returned them.
constexpr std::array<const char*, 2> url_members{"status_url", "response_url"};

void refuse_foreign_fal_urls(const ProviderClient& client, const json& remote) {
  for (const char* member : url_members) refuse_foreign_url(client, text_at(remote, member));
}

json submit_fal(const ProviderClient& client, const ModelCall& call, const std::stop_token& stop) {
  const std::string body = canonical(fal_input(*call.model, call.operation));
  const net::HttpAnswer answer = client.send({.method = "POST",
                                              .url = client.url("/" + call.model->api_model),
                                              .headers = {{"Content-Type", "application/json"}},
                                              .body = body},
                                             {}, stop);
  const json taken = accepted_document(fal_endpoint.info, answer, stop);
  json remote = {{"id", text_at(taken, "request_id")}};
  for (const char* member : url_members) remote[member] = text_at(taken, member);
  refuse_foreign_fal_urls(client, remote);
  return remote;
}

// COMPLETED includes failures; the result distinguishes them.
void wait_until_done(const ProviderClient& client, const json& remote,
                     const std::stop_token& stop) {
  const auto is_over = [](const net::HttpAnswer& answer) {
    return text_at(parsed(fal_endpoint.info, answer.body), "status") == "COMPLETED";
  };
  wait_for(client,
           {.question = {.url = text_at(remote, "status_url") + "?logs=0"}, .is_over = is_over},
           stop);
}

// The result of a request that fal has finished with an error. For 5xx the promise in the
// catalogue decides; for others the billable units, and without them nothing is known of
// the charge, and nothing is live.
[[noreturn]] void refuse_result(const ProviderClient& client, const net::HttpAnswer& answer) {
  const CallError error = client.refusal(answer);
  remove_file(answer.file);
  const std::string_view units = answer.header("x-fal-billable-units");
  if (answer.status >= 500) throw CallError(error);
  if (units.empty()) throw CallError(error, Billing::unconfirmed);
  throw CallError(error, units == "0" ? Billing::rejected : Billing::billed_unusable);
}

// The files of the answer: `image`, and each of `images` that is not flagged as unsafe.
struct Found {
  std::vector<json> files;
  bool flagged = false;
};

Found find_files(const json& document) {
  Found found;
  if (const json& image = member_at(document, "image"); image.is_object())
    found.files.push_back(image);
  const json& flags = member_at(document, "has_nsfw_concepts");
  for (std::size_t number = 0; const json& image : member_at(document, "images")) {
    const bool flag = flags.is_array() && number < flags.size() && flags[number] == true;
    ++number;
    found.flagged = found.flagged || flag;
    if (!flag) found.files.push_back(image);
  }
  return found;
}

ModelAnswer read_fal(const ProviderClient& client, const ModelCall& call,
                     const std::filesystem::path& kept, const json& remote,
                     const std::stop_token& stop) {
  const AnswerFile file = read_answer(fal_endpoint.info, kept, {});
  const Found found = find_files(file.document);
  if (found.files.empty() && found.flagged) {
    throw unusable(fal_endpoint.info, ErrorCode::unsafe_image_request,
                   "blackened the picture: its safety check rejected it");
  }
  std::vector<PictureUrl> urls;
  for (const json& image : found.files)
    urls.push_back({text_at(image, "url"), text_at(image, "content_type")});
  ModelAnswer answer;
  answer.images =
      require_pictures(fal_endpoint.info, fetch_pictures(client, urls, call.log->scratch(), stop));
  answer.request_id = text_at(remote, "id");
  answer.output_type = "image";
  answer.details = json::object();
  if (member_at(file.document, "seed").is_number()) answer.details["seed"] = file.document["seed"];
  if (std::holds_alternative<GenerateImage>(call.operation))
    answer.digital_source_type = "trainedAlgorithmicMedia";
  return answer;
}

ModelAnswer fetch_fal(const ProviderClient& client, const ModelCall& call, const json& remote,
                      const std::stop_token& stop) {
  refuse_foreign_fal_urls(client, remote);
  wait_until_done(client, remote, stop);
  const net::HttpAnswer answer = fetch_result(
      client, {.url = text_at(remote, "response_url"), .save_in = call.log->scratch()}, stop);
  if (answer.status < 200 || answer.status >= 300) refuse_result(client, answer);
  const std::string units(answer.header("x-fal-billable-units"));
  const auto kept = call.log->answered(answer.file, answer.header("content-type"));
  ModelAnswer result = read_fal(client, call, kept, remote, stop);
  result.charged = cost_of_units(*call.model, units);
  if (!units.empty()) result.usage = {{"billable_units", units}};
  return result;
}

}  // namespace

std::unique_ptr<Provider> make_fal_provider(const net::Network& network) {
  return make_queued_provider(
      network, {.facts = fal_endpoint, .submit = submit_fal, .fetch = fetch_fal, .read = read_fal});
}

}  // namespace limner::provider
