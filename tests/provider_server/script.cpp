#include "provider_server/script.hpp"

namespace limner::provider_server {

namespace {

using nlohmann::json;

constexpr std::string_view page =
    "<html><head><title>502 Bad Gateway</title></head><body>cloudflare</body></html>";

ScriptEntry parse_script_entry(const json& value) {
  if (value.is_string()) return {.reply = value.get<std::string>()};
  return {.reply = value.value("reply", "ok"), .options = value};
}

WireReply html(int status) {
  return {.status = status, .headers = {{"Content-Type", "text/html"}}, .body = std::string(page)};
}

}  // namespace

std::int64_t ScriptEntry::number(const char* option, std::int64_t default_value) const {
  return options.value(option, default_value);
}

std::string ScriptEntry::text(const char* option, std::string default_value) const {
  if (!options.contains(option)) return default_value;
  const json& value = options.at(option);
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Script::Script(const json& script) {
  for (const auto& [provider, list] : script.items()) {
    for (const json& value : list) entries_[provider].push_back(parse_script_entry(value));
  }
}

ScriptEntry Script::next(const std::string& provider) {
  const std::lock_guard lock(mutex_);
  std::deque<ScriptEntry>& remaining = entries_[provider];
  if (remaining.empty()) return {};
  ScriptEntry entry = remaining.front();
  if (remaining.size() > 1) remaining.pop_front();
  return entry;
}

std::optional<WireReply> broken_reply(const ScriptEntry& entry) {
  if (entry.reply == "reset") return WireReply{.reset = true};
  if (entry.reply == "hang") {
    return WireReply{.wait = std::chrono::milliseconds(entry.number("waitMs", 3'600'000)),
                     .reset = true};
  }
  if (entry.reply == "html_200") return html(200);
  if (entry.reply == "html_502") return html(502);
  if (entry.reply == "html_524") return html(524);
  if (entry.reply == "gateway") return gateway_page(entry);
  if (entry.reply == "empty_500") return WireReply{.status = 500};
  if (entry.reply == "empty_200") {
    return WireReply{.headers = {{"Content-Type", "application/json"}}};
  }
  if (entry.reply == "cut_json") return WireReply{.body = R"({"data":[{"b64_json":"iVBO)"};
  if (entry.reply == "deep_json") return WireReply{.body = std::string(1'000'000, '[')};
  if (entry.reply == "redirect") {
    return WireReply{.status = static_cast<int>(entry.number("status", 307)),
                     .headers = {{"Location", entry.text("to", "http://127.0.0.1:1/")}}};
  }
  if (entry.reply == "huge") {
    const auto size = static_cast<std::size_t>(entry.number("bytes", 4 << 20));
    return WireReply{.body = std::string(size, ' ')};
  }
  return std::nullopt;
}

std::optional<WireReply> broken_poll(ScriptEntry& entry) {
  std::optional<WireReply> reply = broken_reply(entry);
  if (reply && !entry.options.value("forever", false)) entry = {};
  return reply;
}

WireReply gateway_page(const ScriptEntry& entry) {
  return html(static_cast<int>(entry.number("status", 502)));
}

std::optional<Refusal> find_refusal(const ScriptEntry& entry) {
  static const std::map<std::string, Refusal> refusals = {
      {"rate_limited", {429, "Too many requests"}},
      {"quota", {402, "Insufficient credits"}},
      {"invalid", {400, "Invalid size"}},
      {"key_refused", {401, "Invalid key canary-key"}},
      {"forbidden", {403, "Forbidden"}},
      {"unknown_model", {404, "Not found"}},
      {"too_large", {413, "Payload too large"}},
      {"unprocessable", {422, "Unprocessable"}},
      {"server_error", {500, "Internal server error"}},
      {"overloaded", {503, "Service unavailable"}}};
  const auto found = refusals.find(entry.reply);
  if (found == refusals.end()) return std::nullopt;
  return Refusal{found->second.status, entry.text("message", found->second.message)};
}

WireReply refusal_reply(const json& body, int status, const ScriptEntry& entry) {
  WireReply reply = json_reply(body, status);
  if (entry.options.contains("retryAfter"))
    reply.headers.emplace_back("Retry-After", entry.text("retryAfter", ""));
  return reply;
}

WireReply with_transport_faults(WireReply reply, const ScriptEntry& entry) {
  if (reply.wait.count() == 0) reply.wait = std::chrono::milliseconds(entry.number("waitMs", 0));
  reply.chunk = static_cast<std::size_t>(entry.number("chunk", 0));
  reply.pause = std::chrono::milliseconds(entry.number("pauseMs", 0));
  reply.chunked = entry.options.value("chunked", false);
  reply.cut += static_cast<std::size_t>(entry.number("extraLength", 0));
  reply.no_last_chunk = entry.options.value("noLastChunk", false);
  reply.chunked = reply.chunked || reply.no_last_chunk;
  if (entry.options.value("bom", false)) reply.body.insert(0, "\xef\xbb\xbf");
  reply.body += entry.text("trailing", "");
  if (entry.options.value("truncated", false) || entry.reply == "truncated") {
    reply.cut = reply.body.size() - reply.body.size() / 2;
    reply.body.resize(reply.body.size() / 2);
  }
  return reply;
}

WireReply json_reply(const json& body, int status) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json"}},
          .body = body.dump(-1, ' ', false, json::error_handler_t::replace)};
}

}  // namespace limner::provider_server
