#include "provider/openai_images.hpp"

#include "provider/multipart_form.hpp"
#include "provider/openai_stream.hpp"
#include "provider/polling.hpp"
#include "provider/request_validation.hpp"
#include "provider/usage_cost.hpp"

#include <limner/image.hpp>
#include <limner/json.hpp>

#include <algorithm>
#include <array>

namespace limner::provider {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 1> images_picture_members{"b64_json"};

// Texts first, then the pictures: one is `image`, several are `image[]`.
MultipartForm form_of(const json& fields, const GenerateImage& operation) {
  MultipartForm form;
  form.add_texts(fields);
  const bool one = operation.references.size() == 1;
  for (int number = 1; const Picture& picture : operation.references) {
    form.add_file(one ? "image" : "image[]", fmt::format("reference-{}", number++), picture.bytes,
                  picture.media_type);
  }
  if (operation.mask)
    form.add_file("mask", "mask", operation.mask->bytes, operation.mask->media_type);
  return form;
}

// Output tokens count as image tokens unless the details say otherwise.
TokenUsage images_token_usage(const json& usage) {
  const json& input = member_at(usage, "input_tokens_details");
  const json& output = member_at(usage, "output_tokens_details");
  const std::optional<std::int64_t> text_output = count_at(output, "text_tokens");
  std::optional<std::int64_t> image_output = count_at(usage, "output_tokens");
  if (image_output) *image_output -= text_output.value_or(0);
  return {.text_input =
              input.is_null() ? count_at(usage, "input_tokens") : count_at(input, "text_tokens"),
          .image_input = count_at(input, "image_tokens"),
          .image_output = image_output,
          .text_output = text_output};
}

std::string declared_type(const json& document) {
  const auto format = image::format_named(text_at(document, "output_format"));
  return format ? std::string(image::media_type_of(*format)) : std::string();
}

// The values the server used, which may differ from the request.
json images_details(const json& document) {
  json details = json::object();
  for (const char* member : {"size", "quality", "background", "output_format"}) {
    if (const std::string value = text_at(document, member); !value.empty())
      details[member] = value;
  }
  return details;
}

// "/generated/1.png" is relative to the base URL.
std::string absolute(const ProviderClient& client, const std::string& url) {
  if (!url.starts_with('/')) return url;
  const std::string base = client.url("");
  return base.substr(0, base.find('/', base.find("://") + 3)) + url;
}

std::vector<Picture> images_pictures(const ProviderClient& client, const ModelCall& call,
                                     AnswerFile& file, const std::stop_token& stop) {
  const std::string type = declared_type(file.document);
  const json& data = member_at(file.document, "data");
  std::vector<PictureUrl> urls;
  for (const json& item : data)
    if (const std::string url = text_at(item, "url"); !url.empty())
      urls.push_back({absolute(client, url), type});
  std::vector<Picture> pictures = fetch_pictures(client, urls, call.log->scratch(), stop);
  for (const json& item : data)
    if (const json& picture = member_at(item, "b64_json"); !picture.is_null())
      pictures.push_back({.bytes = file.release_picture(picture), .media_type = type});
  return pictures;
}

}  // namespace

ErrorBody images_error_body(const json& body) {
  const json& error = member_at(body, "error");
  if (error.is_object()) {
    return {.code = text_at(error, "code"),
            .type = text_at(error, "type"),
            .message = text_at(error, "message")};
  }
  for (const char* member : {"message", "detail", "error"}) {
    if (std::string text = text_at(body, member); !text.empty())
      return {.message = std::move(text)};
  }
  return {};
}

bool has_pictures(const GenerateImage& operation) {
  return !operation.references.empty() || operation.mask;
}

net::HttpAnswer send_images_request(const ProviderClient& client, const ModelCall& call,
                                    json fields, const std::stop_token& stop) {
  const GenerateImage& operation = require_generate_image(call);
  PartialImageWatcher watch(call);
  net::HttpRequest request{.method = "POST"};
  if (fields.contains("partial_images")) {
    fields["stream"] = true;
    request.on_body = [&watch](std::string_view piece) { watch.add(piece); };
  }
  if (has_pictures(operation)) {
    const MultipartForm form = form_of(fields, operation);
    request.url = client.url("/images/edits");
    request.parts = form.parts();
    return client.send_and_keep(std::move(request), call, stop);
  }
  const std::string body = canonical(fields);
  request.url = client.url("/images/generations");
  request.headers = {{"Content-Type", "application/json"}};
  request.body = body;
  return client.send_and_keep(std::move(request), call, stop);
}

ModelAnswer read_images(const ProviderClient& client, const ModelCall& call,
                        const std::filesystem::path& kept, const std::stop_token& stop) {
  const bool is_stream = holds_events(kept);
  AnswerFile file = is_stream ? read_stream(client, kept)
                              : read_answer(client.info(), kept, images_picture_members);
  ModelAnswer answer;
  answer.usage = member_at(file.document, "usage");
  const TokenUsage tokens = images_token_usage(answer.usage);
  answer.images = require_pictures(client.info(), images_pictures(client, call, file, stop),
                                   cost_of_refusal(*call.model, tokens));
  answer.output_type = "image";
  answer.digital_source_type = "trainedAlgorithmicMedia";
  answer.details = images_details(file.document);
  // A picture missing from a stream may have been billed, so its cost is not known.
  const bool is_all = !is_stream || std::ssize(answer.images) >= require_generate_image(call).count;
  if (is_all) answer.charged = cost_of(*call.model, tokens);
  return answer;
}

}  // namespace limner::provider
