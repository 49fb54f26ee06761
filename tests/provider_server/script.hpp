// What a scripted provider answers, one entry for each request that would cost money.
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
struct Entry {
  std::string reply = "ok";
  nlohmann::json options = nlohmann::json::object();

  std::int64_t number(const char* option, std::int64_t otherwise) const;
  std::string text(const char* option, std::string otherwise) const;
};

// {"openai": ["rate_limited", {"reply": "ok", "count": 1}], "fal": […]}. A provider's
// entries are used up from the front and the last one stays; without any: "ok".
class Script {
 public:
  Script() = default;
  explicit Script(const nlohmann::json& script);

  Entry next(const std::string& provider);

 private:
  std::mutex mutex_;
  std::map<std::string, std::deque<Entry>> entries_;
};

// The replies that are the same for all: broken connections, words that are no
// JSON, and waits. Nothing for the rest.
std::optional<WireReply> broken_reply(const Entry& entry);
// The refusals that differ only in how a company words them: a status and a message.
struct Refusal {
  int status;
  std::string message;
};
std::optional<Refusal> refusal_named(const Entry& entry);

// A refusal's body with the header that says how long to wait.
WireReply refusal_reply(const nlohmann::json& body, int status, const Entry& entry);

// Lays the entry's transport over a reply: waits, slow bytes, a cut.
WireReply worn(WireReply reply, const Entry& entry);

WireReply json_reply(const nlohmann::json& body, int status = 200);

}  // namespace limner::provider_server
