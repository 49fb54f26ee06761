// OpenAI's Images API, as its official clients use it, and a compatible local server that
// speaks it after OpenAI.
#include "provider_server/openai.hpp"

#include "provider_server/form.hpp"
#include "provider_server/pictures.hpp"
#include "provider_server/provider_server.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace limner::provider_server {

namespace {

using nlohmann::json;

// The errors by their names in the script.
std::optional<WireReply> scripted_openai_refusal(const ScriptEntry& entry) {
  struct Row {
    std::string_view name;
    int status;
    json code;
    std::string type, message;
  };
  const std::string user = "image_generation_user_error";
  const std::string invalid = "invalid_request_error";
  const std::array rows{
      Row{"rate_limited", 429, "rate_limit_exceeded", "requests", "Rate limit reached"},
      Row{"quota", 429, "insufficient_quota", "insufficient_quota", "You exceeded your quota"},
      Row{"billing_limit", 400, "billing_hard_limit_reached", invalid, "Billing hard limit"},
      Row{"invalid", 400, "invalid_value", invalid, "Invalid size"},
      Row{"no_transparency", 400, "invalid_value", user,
          "Transparent background is not supported for this model."},
      Row{"moderated", 400, "moderation_blocked", user,
          "Your request was rejected by the safety system. safety_violations=[violence]."},
      Row{"key_refused", 401, "invalid_api_key", invalid, "Incorrect API key provided: canary-key"},
      Row{"forbidden", 403, nullptr, invalid, "Forbidden"},
      Row{"unverified", 403, nullptr, invalid, "Your organization must be verified to use it"},
      Row{"unknown_model", 404, "model_not_found", invalid, "The model does not exist"},
      Row{"too_large", 413, nullptr, invalid, "Payload too large"},
      Row{"unprocessable", 422, nullptr, invalid, "Unprocessable"},
      Row{"server_error", 500, nullptr, "server_error", "The server had an error"},
      Row{"overloaded", 503, nullptr, "server_error", "The engine is overloaded"},
      Row{"error_in_200", 200, nullptr, "server_error", "An error under a success"},
  };
  for (const Row& row : rows) {
    if (row.name != entry.reply) continue;
    WireReply reply =
        openai_refusal(row.status, row.code, row.type, entry.text("message", row.message));
    if (entry.options.contains("retryAfter"))
      reply.headers.emplace_back("Retry-After", entry.text("retryAfter", ""));
    return reply;
  }
  return std::nullopt;
}

json fields_of(const WireRequest& request) {
  if (request.header("content-type").starts_with("multipart/form-data"))
    return form_fields(request);
  return json::parse(request.body, nullptr, false);
}

bool is_image_type(const std::string& type) {
  return type == "image/png" || type == "image/jpeg" || type == "image/webp";
}

std::optional<WireReply> fault_of_files(const WireRequest& request) {
  int images = 0;
  for (const FormPart& part : form_parts(request)) {
    if (part.file_name.empty()) continue;
    if (part.type.empty()) {
      return openai_refusal(400, "missing_file_mimetype", "invalid_request_error", part.name);
    }
    if (!is_image_type(part.type)) {
      return openai_refusal(400, "unsupported_file_mimetype", "invalid_request_error", part.type);
    }
    if (part.name == "image" || part.name == "image[]") ++images;
  }
  if (images > 0 && images <= 16) return std::nullopt;
  return openai_refusal(400, "missing_required_parameter", "invalid_request_error", "image");
}

// Who speaks it.
struct Dialect {
  std::string name;
  bool needs_key;
  bool knows_response_format;
};

std::optional<WireReply> fault_of_images_request(const WireRequest& request, const json& fields,
                                                 const Dialect& dialect) {
  constexpr std::array known{"model",
                             "prompt",
                             "n",
                             "size",
                             "quality",
                             "background",
                             "moderation",
                             "output_format",
                             "stream",
                             "partial_images",
                             "output_compression",
                             "user",
                             "safety_identifier",
                             "complexity"};
  if (dialect.needs_key && !request.header("authorization").starts_with("Bearer "))
    return openai_refusal(401, nullptr, "invalid_request_error", "You didn't provide an API key");
  if (!fields.is_object() || !fields.contains("prompt"))
    return openai_refusal(400, "missing_required_parameter", "invalid_request_error", "prompt");
  for (const auto& [name, value] : fields.items()) {
    const bool known_here = dialect.knows_response_format && name == "response_format";
    if (!known_here && std::ranges::find(known, name) == known.end())
      return openai_refusal(400, "unknown_parameter", "invalid_request_error", "Unknown: " + name);
  }
  if (fields.contains("output_compression") && fields.value("output_format", "png") == "png")
    return openai_refusal(400, "invalid_value", "invalid_request_error",
                          "compression needs jpeg or webp");
  if (request.path().ends_with("/edits") && !request.body.starts_with("{"))
    return fault_of_files(request);
  return std::nullopt;
}

int number_of(const json& fields, const char* name, int default_value) {
  if (!fields.contains(name)) return default_value;
  const json& value = fields.at(name);
  if (value.is_number_integer()) return value.get<int>();
  int number = default_value;
  const auto text = value.get<std::string>();
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// What the server settled on: it never answers "auto".
std::string settled(const json& fields, const char* name, const char* default_value) {
  const std::string asked = fields.value(name, "auto");
  return asked == "auto" ? default_value : asked;
}

// What pictures of megabytes cost to send is measured: the JSON library, which looks at
// every letter, is not to be part of it, so they are put into the text that it made.
constexpr std::string_view picture_placeholder = "@picture";

bool is_large(const ScriptEntry& entry) {
  return entry.options.value("noise", false);
}

void insert_base64(std::string& text, const std::string& base64) {
  for (std::size_t at = text.find(picture_placeholder); at != text.npos;
       at = text.find(picture_placeholder, at + base64.size()))
    text.replace(at, picture_placeholder.size(), base64);
}

// {"b64_json"}, or {"url"} where the entry says `asUrl`.
json item_of(const WireRequest& request, ServerState& state, const ScriptEntry& entry,
             const std::string& format) {
  if (entry.options.value("asUrl", false)) {
    const Bytes& bytes = picture(picture_options(entry, format));
    return {{"url", state.publish(request, std::string(as_text(bytes)), "image/" + format, entry)}};
  }
  if (is_large(entry)) return {{"b64_json", picture_placeholder}};
  std::string base64 = picture_base64(picture_options(entry, format));
  if (entry.reply == "bad_base64") base64.replace(base64.size() / 2, 1, "!");
  if (entry.reply == "not_a_picture") base64 = "bm8gcGljdHVyZQ==";
  return {{"b64_json", base64}};
}

// A form says it as text.
bool is_true(const json& fields, const char* name) {
  return fields.contains(name) && (fields.at(name) == true || fields.at(name) == "true");
}

WireReply pictures_reply(const WireRequest& request, ServerState& state, const json& fields,
                         const ScriptEntry& entry) {
  const std::string format = fields.value("output_format", "png");
  int count = number_of(fields, "n", 1);
  if (entry.reply == "fewer") --count;
  if (entry.reply == "more") ++count;
  if (entry.reply == "no_picture") count = 0;
  json data = json::array();
  for (int i = 0; i < count; ++i) data.push_back(item_of(request, state, entry, format));
  json body = {{"created", 1'795'000'000},
               {"background", settled(fields, "background", "opaque")},
               {"output_format", format},
               {"quality", settled(fields, "quality", "medium")},
               {"size", settled(fields, "size", "1024x1024")},
               {"data", std::move(data)}};
  if (!entry.options.value("noUsage", false))
    body["usage"] = entry.options.value("usage", image_usage(entry, count));
  WireReply reply = is_true(fields, "stream") && !entry.options.value("plain", false)
                        ? image_stream(body, number_of(fields, "partial_images", 0),
                                       request.path().ends_with("/edits"), entry)
                        : json_reply(body);
  if (is_large(entry)) insert_base64(reply.body, picture_base64(picture_options(entry, format)));
  return reply;
}

// sd-server's way: a text instead of an object.
std::optional<WireReply> plain_refusal(const ScriptEntry& entry) {
  const auto refusal = find_refusal(entry);
  if (!refusal) return std::nullopt;
  return refusal_reply({{"error", refusal->message}}, refusal->status, entry);
}

class ImagesApi : public ProviderApi {
 public:
  explicit ImagesApi(Dialect dialect) : dialect_(std::move(dialect)) {}

  std::string name() const override { return dialect_.name; }

  WireReply answer(const WireRequest& request, ServerState& state) override {
    const std::string path = request.path();
    const bool work = path.ends_with("/images/generations") || path.ends_with("/images/edits") ||
                      is_tool(request);
    if (request.method != "POST" || !work) {
      state.record({name(), "other", "", request});
      return openai_refusal(404, nullptr, "invalid_request_error", "Invalid URL");
    }
    const ScriptEntry entry = state.next(name());
    state.record({name(), "work", entry.reply, request});
    WireReply reply = work_reply(request, state, entry);
    if (dialect_.needs_key)
      reply.headers.emplace_back("x-request-id", entry.text("requestId", "req_scripted"));
    return with_transport_faults(std::move(reply), entry);
  }

 private:
  WireReply work_reply(const WireRequest& request, ServerState& state,
                       const ScriptEntry& entry) const {
    if (auto broken = broken_reply(entry)) return *broken;
    if (auto refused = dialect_.needs_key ? scripted_openai_refusal(entry) : plain_refusal(entry))
      return *refused;
    if (is_tool(request)) return tool_reply(request, entry);
    const json fields = fields_of(request);
    if (auto fault = fault_of_images_request(request, fields, dialect_)) return *fault;
    return pictures_reply(request, state, fields, entry);
  }

  bool is_tool(const WireRequest& request) const {
    return dialect_.needs_key && request.path().ends_with("/responses");
  }

  Dialect dialect_;
};

}  // namespace

WireReply openai_refusal(int status, const json& code, const std::string& type,
                         const std::string& message) {
  return json_reply(
      {{"error", {{"message", message}, {"type", type}, {"param", nullptr}, {"code", code}}}},
      status);
}

json image_usage(const ScriptEntry& entry, int pictures, int partials) {
  const std::int64_t text = entry.number("textTokens", 124);
  const std::int64_t given = entry.number("imageTokens", 0);
  const std::int64_t out = entry.number("outputTokens", 1756) * pictures + 100 * partials;
  return {{"input_tokens", text + given},
          {"output_tokens", out},
          {"total_tokens", text + given + out},
          {"input_tokens_details", {{"text_tokens", text}, {"image_tokens", given}}}};
}

std::unique_ptr<ProviderApi> make_openai() {
  return std::make_unique<ImagesApi>(
      Dialect{.name = "openai", .needs_key = true, .knows_response_format = false});
}

std::unique_ptr<ProviderApi> make_openai_compatible() {
  return std::make_unique<ImagesApi>(
      Dialect{.name = "openai-compatible", .needs_key = false, .knows_response_format = true});
}

}  // namespace limner::provider_server
