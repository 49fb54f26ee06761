// Google's Gemini image models.
#include "provider/aspect_ratio.hpp"
#include "provider/companies.hpp"
#include "provider/protocol.hpp"
#include "provider/request_validation.hpp"
#include "provider/usage_cost.hpp"

#include <limner/base64.hpp>

#include <algorithm>
#include <array>

namespace limner::provider {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 1> google_picture_members{"data"};

// The reason for a refused key, and the wait for a rate limit, are in the details.
ErrorBody google_error_body(const json& body) {
  const json& error = member_at(body, "error");
  ErrorBody error_body{.type = text_at(error, "status"), .message = text_at(error, "message")};
  for (const json& detail : member_at(error, "details")) {
    if (error_body.code.empty()) error_body.code = text_at(detail, "reason");
    if (const auto delay = parse_duration(text_at(detail, "retryDelay")))
      error_body.retry_delay = delay;
  }
  return error_body;
}

const ProviderEndpoint google_endpoint{
    .info = {.name = "google",
             .title = "Google",
             .key_help = "see which key is used: limner keys ls"},
    .default_url = "https://generativelanguage.googleapis.com/v1beta",
    .key_header = "x-goog-api-key",
    .error_body = google_error_body,
    .hosts = {"generativelanguage.googleapis.com"}};

json inline_part(const Picture& picture) {
  return {{"inlineData",
           {{"mimeType", detected_media_type(picture.bytes, picture.media_type)},
            {"data", base64_of(picture.bytes)}}}};
}

bool has_size_classes(const Model& model) {
  return model.limits.contains("imageSizes");
}

// A model with one size of pictures makes the smallest class.
json google_ratio(const Model& model, const GenerateImage& operation) {
  const bool is_small = size_class(operation.width, operation.height) == "1K";
  return has_size_classes(model) || is_small ? ratio_value(model, operation) : json();
}

json google_size_class(const Model&, const GenerateImage& operation) {
  if (operation.is_auto_size()) return nullptr;
  return size_class(operation.width, operation.height);
}

constexpr std::array<OptionRule, 5> google_rules{
    {{"size", "/generationConfig/imageConfig/aspectRatio", google_ratio},
     {"size", "/generationConfig/imageConfig/imageSize", google_size_class, has_size_classes},
     {"references", "/contents/0/parts", nullptr},
     {"background", "", only_background},
     {"outputFormat", "", only_format}}};

std::string google_request_body(const Model& model, const GenerateImage& operation) {
  json parts = json::array({{{"text", operation.prompt}}});
  for (const Picture& picture : operation.references) parts.push_back(inline_part(picture));
  json body = {{"contents", json::array({{{"role", "user"}, {"parts", parts}}})},
               {"generationConfig", {{"responseModalities", json::array({"IMAGE"})}}}};
  write_options(google_rules, model, operation, body);
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

// Why an answer of status 200 has no picture.
std::string reason_in(const json& document) {
  std::string blocked = text_at(member_at(document, "promptFeedback"), "blockReason");
  if (!blocked.empty()) return blocked;
  for (const json& candidate : member_at(document, "candidates")) {
    std::string reason = text_at(candidate, "finishReason");
    if (!reason.empty() && reason != "STOP") return reason;
  }
  return {};
}

// What the model answered in words instead of a picture.
std::string words_in(const json& document) {
  std::string words;
  const auto add = [&](const std::string& text) {
    if (!text.empty()) words += (words.empty() ? "" : " ") + text;
  };
  for (const json& candidate : member_at(document, "candidates")) {
    add(text_at(candidate, "finishMessage"));
    for (const json& part : member_at(member_at(candidate, "content"), "parts")) {
      if (member_at(part, "thought") != true) add(text_at(part, "text"));
    }
  }
  return words;
}

bool is_safety(std::string_view reason) {
  constexpr std::array<std::string_view, 4> words{"SAFETY", "PROHIBITED", "BLOCKLIST", "SPII"};
  return std::ranges::any_of(
      words, [&](std::string_view word) { return reason.find(word) != reason.npos; });
}

// Parts marked as thoughts are drafts.
std::vector<Picture> google_pictures(AnswerFile& file) {
  std::vector<Picture> pictures;
  for (const json& candidate : member_at(file.document, "candidates")) {
    for (const json& part : member_at(member_at(candidate, "content"), "parts")) {
      const json& data = member_at(part, "inlineData");
      const json& picture = member_at(data, "data");
      if (picture.is_null() || member_at(part, "thought") == true) continue;
      pictures.push_back(
          {.bytes = file.release_picture(picture), .media_type = text_at(data, "mimeType")});
    }
  }
  return pictures;
}

// Absent counts are left out; one that cannot be read spoils the sum.
void add_count(std::optional<std::int64_t>& sum, std::optional<std::int64_t> more) {
  constexpr std::int64_t most = std::int64_t{1} << 52;
  if (!more) return;
  const bool is_sum = sum.value_or(0) >= 0 && *more >= 0 && sum.value_or(0) + *more < most;
  sum = is_sum ? sum.value_or(0) + *more : -1;
}

// All input has one price; thoughts count as text output.
TokenUsage google_token_usage(const json& usage) {
  TokenUsage tokens{.text_input = count_at(usage, "promptTokenCount"),
                    .text_output = count_at(usage, "thoughtsTokenCount")};
  const json& details = member_at(usage, "candidatesTokensDetails");
  for (const json& detail : details) {
    const bool image = text_at(detail, "modality") == "IMAGE";
    add_count(image ? tokens.image_output : tokens.text_output, count_at(detail, "tokenCount"));
  }
  if (details.is_null()) tokens.image_output = count_at(usage, "candidatesTokenCount");
  return tokens;
}

// A refusal costs what its usage counts.
CallError google_refusal(const Model& model, const json& document) {
  const std::string reason = reason_in(document);
  std::string why = "made no picture";
  for (const std::string& words : {reason, words_in(document)}) {
    if (!words.empty()) why += ": " + net::redact(words, {});
  }
  const TokenUsage usage = google_token_usage(member_at(document, "usageMetadata"));
  return unusable(
      google_endpoint.info,
      is_safety(reason) ? ErrorCode::unsafe_image_request : ErrorCode::generation_failed, why,
      cost_of_refusal(model, usage));
}

ModelAnswer read_google(const ProviderClient&, const ModelCall& call,
                        const std::filesystem::path& kept, const std::stop_token&) {
  AnswerFile file = read_answer(google_endpoint.info, kept, google_picture_members);
  std::vector<Picture> pictures = google_pictures(file);
  if (pictures.empty()) throw google_refusal(*call.model, file.document);
  ModelAnswer answer;
  answer.images = require_pictures(google_endpoint.info, std::move(pictures));
  answer.output_type = "image";
  answer.digital_source_type = "trainedAlgorithmicMedia";
  answer.request_id = text_at(file.document, "responseId");
  answer.details = {{"modelVersion", text_at(file.document, "modelVersion")}};
  answer.usage = member_at(file.document, "usageMetadata");
  if (answer.usage.is_object())
    answer.charged = cost_of(*call.model, google_token_usage(answer.usage));
  return answer;
}

net::HttpAnswer send_google(const ProviderClient& client, const ModelCall& call,
                            const std::stop_token& stop) {
  const GenerateImage& operation = require_generate_image(call);
  refuse_many(*call.model, operation);
  refuse_mask(*call.model, operation);
  const std::string body = google_request_body(*call.model, operation);
  return client.send_and_keep(
      {.method = "POST",
       .url = client.url(fmt::format("/models/{}:generateContent", call.model->api_model)),
       .headers = {{"Content-Type", "application/json"}},
       .body = body},
      call, stop);
}

}  // namespace

std::span<const OptionRule> google_options() {
  return google_rules;
}

std::unique_ptr<Provider> make_google_provider(const net::Network& network) {
  return make_direct_provider(network,
                              {.facts = google_endpoint, .send = send_google, .read = read_google});
}

}  // namespace limner::provider
