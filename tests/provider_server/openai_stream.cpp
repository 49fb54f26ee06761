// OpenAI's pictures as server-sent events, in the orders and with the breaks that a
// script asks for.
#include "provider_server/openai.hpp"

#include <cstdint>

namespace limner::provider_server {

namespace {

using nlohmann::json;

constexpr std::size_t whole = SIZE_MAX;

json event_of(const json& body, std::size_t picture, const std::string& type) {
  json event = body;
  event.erase("data");
  event.erase("usage");
  event.erase("created");
  event["created_at"] = 1'795'000'000;
  event["type"] = type;
  event["b64_json"] = body["data"][picture]["b64_json"];
  return event;
}

std::vector<json> events_of(const json& body, int partials, const std::string& kind,
                            const ScriptEntry& entry) {
  std::vector<json> events;
  for (std::size_t picture = 0; picture < body["data"].size(); ++picture) {
    json done = event_of(body, picture, kind + ".completed");
    if (body.contains("usage")) done["usage"] = image_usage(entry, 1, partials);
    const auto first = static_cast<std::ptrdiff_t>(events.size());
    for (int i = 0; i < partials; ++i) {
      events.push_back(event_of(body, picture, kind + ".partial_image"));
      events.back()["partial_image_index"] = i;
    }
    const bool is_first = entry.options.value("finalFirst", false);
    events.insert(is_first ? events.begin() + first : events.end(), std::move(done));
  }
  return events;
}

json error_event(const ScriptEntry& entry) {
  return {{"type", "error"},
          {"error",
           {{"type", "image_generation_user_error"},
            {"code", entry.text("errorCode", "server_error")},
            {"message", "The picture could not be finished"},
            {"param", nullptr}}}};
}

std::string text_of(const json& event, const ScriptEntry& entry) {
  const std::string end = entry.options.value("crlf", false) ? "\r\n" : "\n";
  const std::string comment = entry.options.value("comments", false) ? ": keep-alive" + end : "";
  return comment + "event: " + event["type"].get<std::string>() + end + "data: " + event.dump() +
         end + end;
}

std::size_t option(const ScriptEntry& entry, const char* name) {
  return entry.options.contains(name) ? entry.options.at(name).get<std::size_t>() : whole;
}

}  // namespace

WireReply image_stream(const json& body, int partials, bool is_edit, const ScriptEntry& entry) {
  std::vector<json> events =
      events_of(body, partials, is_edit ? "image_edit" : "image_generation", entry);
  if (const std::size_t at = option(entry, "errorAfter"); at <= events.size())
    events.insert(events.begin() + static_cast<std::ptrdiff_t>(at), error_event(entry));
  WireReply reply{.headers = {{"Content-Type", "text/event-stream"}}};
  const std::size_t cut = option(entry, "cutAfter");
  for (std::size_t i = 0; i < events.size() && i <= cut; ++i) {
    const std::string text = text_of(events[i], entry);
    reply.body += i == cut ? text.substr(0, text.size() / 2) : text;
  }
  if (cut == whole) {
    reply.body += "data: [DONE]\n\n";
  } else {
    reply.cut = 1000;
  }
  return reply;
}

}  // namespace limner::provider_server
