// remove.bg: background removal.
#include "provider/companies.hpp"
#include "provider/multipart_form.hpp"
#include "provider/protocol.hpp"
#include "provider/request_validation.hpp"
#include "provider/usage_cost.hpp"

#include <array>

namespace limner::provider {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 1> removebg_picture_members{"result_b64"};

ErrorBody removebg_error_body(const json& body) {
  const json& errors = member_at(body, "errors");
  const json first = errors.is_array() && !errors.empty() ? errors.front() : json();
  const std::string detail = text_at(first, "detail");
  return {.code = text_at(first, "code"),
          .message = detail.empty() ? text_at(first, "title") : detail};
}

const ProviderEndpoint removebg_endpoint{
    .info = {.name = "removebg",
             .title = "remove.bg",
             .key_help = "see which key is used: limner keys ls"},
    .default_url = "https://api.remove.bg/v1.0",
    .key_header = "X-API-Key",
    .error_body = removebg_error_body,
    .hosts = {"api.remove.bg"}};

// Without a size the result is a preview of 625x400.
net::HttpAnswer send_removebg(const ProviderClient& client, const ModelCall& call,
                              const std::stop_token& stop) {
  const RemoveBackground& request = require_remove_background(call);
  MultipartForm form;
  form.add("size", "auto");
  form.add("format", "png");
  form.add_file("image_file", "image", request.image, request.media_type);
  return client.send_and_keep({.method = "POST",
                               .url = client.url("/removebg"),
                               .headers = {{"Accept", "application/json"}},
                               .parts = form.parts()},
                              call, stop);
}

ModelAnswer read_removebg(const ProviderClient&, const ModelCall&,
                          const std::filesystem::path& kept, const std::stop_token&) {
  AnswerFile file = read_answer(removebg_endpoint.info, kept, removebg_picture_members);
  std::vector<Picture> pictures;
  const json& data = member_at(file.document, "data");
  if (const json& picture = member_at(data, "result_b64"); !picture.is_null())
    pictures.push_back({.bytes = file.release_picture(picture)});
  ModelAnswer answer;
  answer.images = require_pictures(removebg_endpoint.info, std::move(pictures));
  answer.output_type = "image";
  return answer;
}

// The first price of the catalogue row is that of a credit.
void read_removebg_headers(const ModelCall& call, const net::HttpAnswer& answer,
                           ModelAnswer& result) {
  const std::string credits(answer.header("x-credits-charged"));
  if (credits.empty()) return;
  result.usage = {{"credits", credits}};
  result.charged = cost_of_units(*call.model, credits);
}

}  // namespace

std::unique_ptr<Provider> make_removebg_provider(const net::Network& network) {
  return make_direct_provider(network, {.facts = removebg_endpoint,
                                        .send = send_removebg,
                                        .read = read_removebg,
                                        .read_headers = read_removebg_headers});
}

}  // namespace limner::provider
