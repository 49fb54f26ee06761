// Google's generateContent, for models that draw.
#include "provider_server/pictures.hpp"
#include "provider_server/provider_server.hpp"

#include <array>

namespace limner::provider_server {

namespace {

using nlohmann::json;

WireReply refusal(int status, const std::string& word, const std::string& message,
                  const json& details = json::array()) {
  return json_reply(
      {{"error", {{"code", status}, {"message", message}, {"status", word}, {"details", details}}}},
      status);
}

std::optional<WireReply> scripted_google_refusal(const ScriptEntry& entry) {
  struct Row {
    std::string_view name;
    int status;
    std::string word, message;
  };
  const std::array rows{
      Row{"rate_limited", 429, "RESOURCE_EXHAUSTED", "Resource has been exhausted"},
      Row{"quota", 402, "FAILED_PRECONDITION", "Billing is not enabled"},
      Row{"invalid", 400, "INVALID_ARGUMENT", "Invalid aspect ratio"},
      Row{"forbidden", 403, "PERMISSION_DENIED", "Permission denied"},
      Row{"unknown_model", 404, "NOT_FOUND", "models/x is not found"},
      Row{"too_large", 413, "INVALID_ARGUMENT", "Request payload size exceeds the limit"},
      Row{"server_error", 500, "INTERNAL", "An internal error has occurred"},
      Row{"overloaded", 503, "UNAVAILABLE", "The model is overloaded"}};
  if (entry.reply == "key_refused") {
    return refusal(400, "INVALID_ARGUMENT", entry.text("message", "API key not valid: canary-key"),
                   json::array({{{"reason", "API_KEY_INVALID"}}}));
  }
  for (const Row& row : rows) {
    if (row.name != entry.reply) continue;
    WireReply reply = refusal(row.status, row.word, entry.text("message", row.message));
    if (entry.options.contains("retryAfter"))
      reply.headers.emplace_back("Retry-After", entry.text("retryAfter", ""));
    return reply;
  }
  return std::nullopt;
}

json blocked(const std::string& reason) {
  return {{"promptFeedback", {{"blockReason", reason}}},
          {"usageMetadata", {{"promptTokenCount", 9}, {"totalTokenCount", 9}}}};
}

json part(std::string base64, const std::string& format) {
  return {{"inlineData", {{"mimeType", "image/" + format}, {"data", std::move(base64)}}}};
}

json drawn(const ScriptEntry& entry) {
  std::string base64 = picture_base64(picture_options(entry, "png"));
  if (entry.reply == "not_a_picture") base64 = "bm8gcGljdHVyZQ==";
  json parts = json::array();
  if (entry.options.value("thoughts", false)) {
    parts.push_back(part(base64, "png"));
    parts.back()["thought"] = true;
  }
  if (entry.options.contains("words")) parts.push_back({{"text", entry.text("words", "")}});
  if (entry.reply != "no_picture") parts.push_back(part(base64, "png"));
  if (entry.reply == "more") parts.push_back(parts.back());
  json usage = {
      {"promptTokenCount", 9},
      {"candidatesTokenCount", 1120},
      {"totalTokenCount", 1129},
      {"candidatesTokensDetails", json::array({{{"modality", "IMAGE"}, {"tokenCount", 1120}}})}};
  return {{"candidates", json::array({{{"content", {{"role", "model"}, {"parts", parts}}},
                                       {"finishReason", entry.text("finishReason", "STOP")},
                                       {"finishMessage", entry.text("finishMessage", "")},
                                       {"index", 0}}})},
          {"usageMetadata", entry.options.value("usage", usage)},
          {"modelVersion", "scripted"},
          {"responseId", entry.text("requestId", "response-1")}};
}

class Google : public ProviderApi {
 public:
  std::string name() const override { return "google"; }

  WireReply answer(const WireRequest& request, ServerState& state) override {
    if (request.method != "POST" || !request.path().ends_with(":generateContent")) {
      state.record({name(), "other", "", request});
      return refusal(404, "NOT_FOUND", "no such method");
    }
    const ScriptEntry entry = state.next(name());
    state.record({name(), "work", entry.reply, request});
    if (auto broken = broken_reply(entry)) return *broken;
    if (auto refused = scripted_google_refusal(entry)) return *refused;
    if (request.header("x-goog-api-key").empty())
      return refusal(403, "PERMISSION_DENIED", "no key");
    if (entry.reply == "moderated") return json_reply(blocked("IMAGE_SAFETY"));
    return with_transport_faults(json_reply(drawn(entry)), entry);
  }
};

}  // namespace

std::unique_ptr<ProviderApi> make_google() {
  return std::make_unique<Google>();
}

}  // namespace limner::provider_server
