// Black Forest Labs: submit, a polling URL, and a signed URL of the picture.
#include "provider_server/pictures.hpp"
#include "provider_server/provider_server.hpp"

#include <limner/asset.hpp>

namespace limner::provider_server {

namespace {

using nlohmann::json;

struct BflJob {
  ScriptEntry entry;
  json input;
  int polls_left = 0;
};

std::optional<WireReply> scripted_bfl_refusal(const ScriptEntry& entry) {
  if (entry.reply == "unprocessable" || entry.reply == "invalid") {
    return json_reply({{"detail", json::array({{{"loc", json::array({"body", "width"})},
                                                {"msg", "Input should be a multiple of 16"},
                                                {"type", "multiple_of"}}})}},
                      422);
  }
  const auto refusal = find_refusal(entry);
  if (!refusal) return std::nullopt;
  return refusal_reply({{"detail", refusal->message}}, refusal->status, entry);
}

class Bfl : public ProviderApi {
 public:
  std::string name() const override { return "bfl"; }

  WireReply answer(const WireRequest& request, ServerState& state) override {
    if (request.method == "POST") return submit(request, state);
    const std::lock_guard lock(mutex_);
    const auto job = jobs_.find(request.target.substr(request.target.find("id=") + 3));
    if (request.header("x-key").empty() || job == jobs_.end()) {
      state.record({name(), "other", "", request});
      return json_reply({{"detail", "Not found"}}, 404);
    }
    return poll(request, state, job->first, job->second);
  }

 private:
  WireReply submit(const WireRequest& request, ServerState& state) {
    const ScriptEntry entry = state.next(name());
    state.record({name(), "work", entry.reply, request});
    const bool applies = entry.text("at", "submit") == "submit";
    if (applies) {
      if (auto broken = broken_reply(entry)) return *broken;
    }
    if (auto refused = scripted_bfl_refusal(entry)) return with_transport_faults(*refused, entry);
    const json input = json::parse(request.body, nullptr, false);
    if (request.header("x-key").empty()) return json_reply({{"detail", "Not authenticated"}}, 403);
    if (!input.is_object()) return json_reply({{"detail", "JSON decode error"}}, 422);
    const std::lock_guard lock(mutex_);
    const std::string id = "bfl-request-" + std::to_string(jobs_.size() + 1);
    jobs_[id] = {entry, input,
                 static_cast<int>(entry.number("polls", entry.reply == "never" ? 1 << 30 : 1))};
    json body = {{"id", id},
                 {"polling_url",
                  entry.text("pollingUrl", request.base() + "/bfl/v1/get_result") + "?id=" + id}};
    if (entry.options.contains("cost")) body["cost"] = entry.options["cost"];
    return applies ? with_transport_faults(json_reply(body), entry) : json_reply(body);
  }

  WireReply poll(const WireRequest& request, ServerState& state, const std::string& id,
                 BflJob& job) {
    state.record({name(), "poll", job.entry.reply, request});
    const bool applies = job.entry.text("at", "") == "poll";
    if (applies) {
      if (auto reply = broken_poll(job.entry)) return *reply;
    }
    json body = {{"id", id}, {"status", "Pending"}, {"result", nullptr}, {"progress", 0.5}};
    if (job.polls_left-- > 0) return json_reply(body);
    const std::string status = job.entry.reply == "moderated"        ? "Request Moderated"
                               : job.entry.reply == "black"          ? "Content Moderated"
                               : job.entry.reply == "model_error"    ? "Error"
                               : job.entry.reply == "task_not_found" ? "Task not found"
                                                                     : "Ready";
    body["status"] = status;
    if (status.ends_with("Moderated"))
      body["details"] = {{"Moderation Reasons", json::array({"Violence"})}};
    if (status == "Ready" && job.entry.reply != "no_picture")
      body["result"] = {{"sample", sample(request, state, job)}, {"prompt", "x"}, {"seed", 1}};
    return applies ? with_transport_faults(json_reply(body), job.entry) : json_reply(body);
  }

  static std::string sample(const WireRequest& request, ServerState& state, const BflJob& job) {
    const PictureOptions wish =
        picture_options(job.entry, job.input.value("output_format", "jpeg"));
    std::string bytes(as_text(picture(wish)));
    if (job.entry.reply == "not_a_picture") bytes = "no picture";
    return state.publish(request, std::move(bytes), "image/" + wish.format, job.entry);
  }

  std::mutex mutex_;
  std::map<std::string, BflJob> jobs_;
};

}  // namespace

std::unique_ptr<ProviderApi> make_bfl() {
  return std::make_unique<Bfl>();
}

}  // namespace limner::provider_server
