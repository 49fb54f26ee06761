// The scripted answers of a provider, one entry per request that would cost money.
#pragma once

#include "provider_server/wire.hpp"

#include <nlohmann/json.hpp>

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace limner::provider_server {

// One entry: a reply's name and its options. README.md beside this file lists them.
struct ScriptEntry {
  std::string reply = "ok";
  nlohmann::json options = nlohmann::json::object();

  std::int64_t number(const char* option, std::int64_t default_value) const;
  std::string text(const char* option, std::string default_value) const;
};

// {"openai": ["rate_limited", {"reply": "ok", "count": 1}], "fal": […]}. The
// entries of a provider are consumed in order, the last one repeatedly; without any: "ok".
class Script {
 public:
  Script() = default;
  explicit Script(const nlohmann::json& script);

  ScriptEntry next(const std::string& provider);

 private:
  std::mutex mutex_;
  std::map<std::string, std::deque<ScriptEntry>> entries_;
};

// The replies that are the same for all providers: broken connections, invalid JSON, waits.
// nullopt for other entries.
std::optional<WireReply> broken_reply(const ScriptEntry& entry);
// The same for a poll, with which the trouble of a queued request ends, unless it is `forever`.
std::optional<WireReply> broken_poll(ScriptEntry& entry);
// Refusals with a status and a message; each provider has its own body for them.
struct Refusal {
  int status;
  std::string message;
};
std::optional<Refusal> find_refusal(const ScriptEntry& entry);

// A gateway's page with the entry's `status`, by default 502.
WireReply gateway_page(const ScriptEntry& entry);

// A refusal's body, with Retry-After if the entry has `retryAfter`.
WireReply refusal_reply(const nlohmann::json& body, int status, const ScriptEntry& entry);

// Applies the entry's transport options to a reply: waits, slow bytes, truncation, and bytes
// around the document.
WireReply with_transport_faults(WireReply reply, const ScriptEntry& entry);

WireReply json_reply(const nlohmann::json& body, int status = 200);

}  // namespace limner::provider_server
