// fal's queue: submit, status, result, cancel, and files to fetch.
#include "provider_server/pictures.hpp"
#include "provider_server/provider_server.hpp"

#include <limner/asset.hpp>

#include <array>

namespace limner::provider_server {

namespace {

using nlohmann::json;

struct FalJob {
  ScriptEntry entry;
  std::string endpoint;
  json input;
  int polls_left = 0;
  bool cancelled = false;
};

WireReply detail(int status, const std::string& type, const std::string& message) {
  return json_reply(
      {{"detail",
        json::array({{{"loc", json::array({"body"})}, {"msg", message}, {"type", type}}})}},
      status);
}

std::optional<WireReply> refused_at_submit(const ScriptEntry& entry) {
  struct Row {
    std::string_view name;
    int status;
    std::string message;
  };
  const std::array rows{Row{"rate_limited", 429, "Too many requests"},
                        Row{"quota", 403, "User is locked. Reason: Exhausted balance."},
                        Row{"key_refused", 401, "No user found for Key canary-key"},
                        Row{"forbidden", 403, "Forbidden"},
                        Row{"unknown_model", 404, "Application not found"},
                        Row{"too_large", 413, "Request too large"},
                        Row{"server_error", 500, "Internal Server Error"},
                        Row{"overloaded", 503, "Service unavailable"},
                        Row{"invalid_at_submit", 422, "Invalid"}};
  for (const Row& row : rows) {
    if (row.name != entry.reply) continue;
    json body = {{"detail", entry.text("message", row.message)}};
    if (row.status >= 500) body["error_type"] = "internal_error";
    WireReply reply = json_reply(body, row.status);
    if (entry.options.contains("retryAfter"))
      reply.headers.emplace_back("Retry-After", entry.text("retryAfter", ""));
    return reply;
  }
  return std::nullopt;
}

std::optional<WireReply> refused_at_result(const ScriptEntry& entry) {
  if (entry.reply == "invalid" || entry.reply == "unprocessable")
    return detail(422, "image_load_error", "Could not load the image");
  if (entry.reply == "moderated")
    return detail(422, "content_policy_violation", "The content could not be processed");
  if (entry.reply == "no_media") return detail(422, "no_media_generated", "No media");
  if (entry.reply == "model_error") return detail(500, "internal_server_error", "Model failed");
  if (entry.reply == "completed_error")
    return json_reply({{"detail", "Runner disconnected"}, {"error_type", "runner_disconnected"}},
                      503);
  return std::nullopt;
}

class Fal : public ProviderApi {
 public:
  std::string name() const override { return "fal"; }

  WireReply answer(const WireRequest& request, ServerState& state) override {
    const std::string path = request.path();
    const std::size_t at = path.find("/requests/");
    if (request.method == "POST" && at == std::string::npos) return submit(request, state);
    const std::string rest = at == std::string::npos ? "" : path.substr(at + 10);
    const std::lock_guard lock(mutex_);
    const auto job = jobs_.find(rest.substr(0, rest.find('/')));
    if (!request.header("authorization").starts_with("Key ") || job == jobs_.end()) {
      state.record({name(), "other", "", request});
      return json_reply({{"detail", "Not found"}}, 404);
    }
    if (rest.ends_with("/status")) return status(request, state, job->first, job->second);
    if (rest.ends_with("/cancel")) return cancel(request, state, job->second);
    return result(request, state, job->second);
  }

 private:
  WireReply submit(const WireRequest& request, ServerState& state) {
    const ScriptEntry entry = state.next(name());
    state.record({name(), "work", entry.reply, request});
    const bool applies = entry.text("at", "submit") == "submit";
    if (applies) {
      if (auto broken = broken_reply(entry)) return *broken;
    }
    if (auto refused = refused_at_submit(entry)) return with_transport_faults(*refused, entry);
    const json input = json::parse(request.body, nullptr, false);
    if (!request.header("authorization").starts_with("Key "))
      return json_reply({{"detail", "Authentication is required"}}, 401);
    if (!input.is_object()) return detail(422, "json_invalid", "JSON decode error");
    const std::lock_guard lock(mutex_);
    const std::string id = "fal-request-" + std::to_string(jobs_.size() + 1);
    jobs_[id] = {entry, request.path().substr(5), input,
                 static_cast<int>(entry.number("polls", entry.reply == "never" ? 1 << 30 : 1))};
    const json body = urls(request, id, {{"status", "IN_QUEUE"}, {"queue_position", 0}});
    return applies ? with_transport_faults(json_reply(body), entry) : json_reply(body);
  }

  // Status, result and cancel live under the first two parts of the endpoint.
  json urls(const WireRequest& request, const std::string& id, json body) {
    const std::string& endpoint = jobs_.at(id).endpoint;
    const std::size_t slash = endpoint.find('/', endpoint.find('/') + 1);
    const std::string base =
        request.base() + "/fal/" + endpoint.substr(0, slash) + "/requests/" + id;
    body["request_id"] = id;
    body["response_url"] = base;
    body["status_url"] = base + "/status";
    body["cancel_url"] = base + "/cancel";
    return body;
  }

  WireReply status(const WireRequest& request, ServerState& state, const std::string& id,
                   FalJob& job) {
    state.record({name(), "poll", job.entry.reply, request});
    if (job.entry.text("at", "") == "poll") {
      if (auto reply = broken_poll(job.entry)) return *reply;
    }
    if (job.polls_left-- > 0)
      return json_reply(urls(request, id, {{"status", "IN_PROGRESS"}, {"logs", nullptr}}), 202);
    json body = urls(request, id, {{"status", "COMPLETED"}, {"logs", nullptr}});
    body["metrics"] = {{"inference_time", 0.84}};
    if (job.entry.reply == "completed_error") {
      body["error"] = "Runner disconnected";
      body["error_type"] = "runner_disconnected";
    }
    return json_reply(body);
  }

  WireReply cancel(const WireRequest& request, ServerState& state, FalJob& job) {
    state.record({name(), "cancel", job.entry.reply, request});
    job.cancelled = true;
    return json_reply({{"status", "CANCELLATION_REQUESTED"}}, 202);
  }

  WireReply result(const WireRequest& request, ServerState& state, FalJob& job) {
    state.record({name(), "result", job.entry.reply, request});
    const bool applies = job.entry.text("at", "") == "result";
    if (applies) {
      if (auto broken = broken_poll(job.entry)) return *broken;
    }
    if (job.entry.reply == "gateway_at_result") return gateway_page(job.entry);
    WireReply reply = refused_at_result(job.entry).value_or(WireReply{});
    if (reply.body.empty()) reply = json_reply(output(request, state, job));
    reply.headers.emplace_back("x-fal-request-id", "fal-request");
    reply.headers.emplace_back("x-fal-billable-units", job.entry.text("billableUnits", "1"));
    return applies ? with_transport_faults(std::move(reply), job.entry) : reply;
  }

  static json output(const WireRequest& request, ServerState& state, const FalJob& job) {
    const bool cut_out = job.endpoint.find("birefnet") != std::string::npos;
    const std::string format = job.input.value("output_format", cut_out ? "png" : "jpeg");
    PictureOptions wish = picture_options(job.entry, format);
    wish.cut_out = cut_out;
    int count = job.input.value("num_images", 1);
    if (job.entry.reply == "fewer") --count;
    if (job.entry.reply == "more") ++count;
    if (job.entry.reply == "no_picture") count = 0;
    json images = json::array();
    for (int i = 0; i < count; ++i) images.push_back(file(request, state, job.entry, wish));
    if (cut_out && !images.empty()) return {{"image", images.front()}};
    return {{"images", images},
            {"seed", 7},
            {"has_nsfw_concepts", json::array({job.entry.reply == "black"})},
            {"prompt", job.input.value("prompt", "")}};
  }

  static json file(const WireRequest& request, ServerState& state, const ScriptEntry& entry,
                   const PictureOptions& wish) {
    std::string bytes(as_text(picture(wish)));
    if (entry.reply == "not_a_picture") bytes = "no picture";
    const std::string type = "image/" + wish.format;
    return {{"url", state.publish(request, std::move(bytes), type, entry)},
            {"content_type", type},
            {"width", wish.edge},
            {"height", wish.edge},
            {"file_name", "x." + wish.format}};
  }

  std::mutex mutex_;
  std::map<std::string, FalJob> jobs_;
};

}  // namespace

std::unique_ptr<ProviderApi> make_fal() {
  return std::make_unique<Fal>();
}

}  // namespace limner::provider_server
