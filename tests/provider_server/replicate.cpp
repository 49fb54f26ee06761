// Replicate: predictions, asked after by their own URLs, and files to fetch.
#include "provider_server/pictures.hpp"
#include "provider_server/provider_server.hpp"

#include <limner/asset.hpp>

namespace limner::provider_server {

namespace {

using nlohmann::json;

struct Prediction {
  ScriptEntry entry;
  json input;
  int polls_left = 0;
};

std::string ending_of(const ScriptEntry& entry) {
  if (entry.reply == "moderated" || entry.reply == "model_error") return "failed";
  if (entry.reply == "canceled" || entry.reply == "aborted") return entry.reply;
  return "succeeded";
}

class Replicate : public ProviderApi {
 public:
  std::string name() const override { return "replicate"; }

  WireReply answer(const WireRequest& request, ServerState& state) override {
    const std::string path = request.path();
    const std::size_t at = path.find("/predictions/");
    if (request.method == "POST" && path.ends_with("/predictions")) return create(request, state);
    const std::string rest = at == std::string::npos ? "" : path.substr(at + 13);
    const std::lock_guard lock(mutex_);
    const auto found = predictions_.find(rest.substr(0, rest.find('/')));
    if (!request.header("authorization").starts_with("Bearer ") || found == predictions_.end()) {
      state.record({name(), "other", "", request});
      return json_reply({{"title", "Not found"}, {"detail", "Not found"}, {"status", 404}}, 404);
    }
    if (rest.ends_with("/cancel")) {
      state.record({name(), "cancel", found->second.entry.reply, request});
      return json_reply(prediction(request, found->first, "canceled"));
    }
    return look(request, state, found->first, found->second);
  }

 private:
  WireReply create(const WireRequest& request, ServerState& state) {
    const ScriptEntry entry = state.next(name());
    state.record({name(), "work", entry.reply, request});
    const bool applies = entry.text("at", "submit") == "submit";
    if (applies) {
      if (auto broken = broken_reply(entry)) return *broken;
    }
    if (const auto refusal = find_refusal(entry)) {
      const json body = {
          {"title", "Refused"}, {"detail", refusal->message}, {"status", refusal->status}};
      return with_transport_faults(refusal_reply(body, refusal->status, entry), entry);
    }
    const json wish = json::parse(request.body, nullptr, false);
    if (!request.header("authorization").starts_with("Bearer "))
      return json_reply({{"title", "Unauthenticated"}, {"status", 401}}, 401);
    if (!wish.is_object() || !wish.contains("input"))
      return json_reply({{"title", "Input validation failed"}, {"status", 422}}, 422);
    const std::lock_guard lock(mutex_);
    const std::string id = "prediction-" + std::to_string(predictions_.size() + 1);
    predictions_[id] = {
        entry, wish["input"],
        static_cast<int>(entry.number("polls", entry.reply == "never" ? 1 << 30 : 1))};
    const WireReply reply = json_reply(prediction(request, id, "starting"), 201);
    return applies ? with_transport_faults(reply, entry) : reply;
  }

  static json prediction(const WireRequest& request, const std::string& id,
                         const std::string& status) {
    const std::string url = request.base() + "/replicate/v1/predictions/" + id;
    return {{"id", id},         {"version", "scripted"},
            {"status", status}, {"output", nullptr},
            {"error", nullptr}, {"urls", {{"get", url}, {"cancel", url + "/cancel"}}}};
  }

  WireReply look(const WireRequest& request, ServerState& state, const std::string& id,
                 Prediction& asked) {
    state.record({name(), "poll", asked.entry.reply, request});
    const bool applies = asked.entry.text("at", "") == "poll";
    if (applies) {
      if (auto reply = broken_poll(asked.entry)) return *reply;
    }
    if (asked.polls_left-- > 0) return json_reply(prediction(request, id, "processing"));
    json body = prediction(request, id, ending_of(asked.entry));
    body["metrics"] = {{"predict_time", asked.entry.options.value("predictTime", json(0.7))}};
    if (asked.entry.reply == "moderated")
      body["error"] = "NSFW content detected. Try running it again, or try a different prompt.";
    if (asked.entry.reply == "model_error") body["error"] = "CUDA out of memory";
    if (body["status"] == "succeeded") body["output"] = output(request, state, asked);
    return applies ? with_transport_faults(json_reply(body), asked.entry) : json_reply(body);
  }

  // A list of URLs; `output` of the entry: "url" or "data" for one text.
  static json output(const WireRequest& request, ServerState& state, const Prediction& asked) {
    const ScriptEntry& entry = asked.entry;
    const PictureOptions wish = picture_options(entry, asked.input.value("output_format", "webp"));
    const std::string form = entry.text("output", "list");
    if (form == "data") return "data:image/" + wish.format + ";base64," + picture_base64(wish);
    int count = asked.input.value("num_outputs", 1);
    if (entry.reply == "fewer") --count;
    if (entry.reply == "more") ++count;
    if (entry.reply == "no_picture") count = 0;
    json urls = json::array();
    for (int i = 0; i < count; ++i) {
      std::string bytes(as_text(picture(wish)));
      if (entry.reply == "not_a_picture") bytes = "no picture";
      urls.push_back(state.publish(request, std::move(bytes), "image/" + wish.format, entry));
    }
    return form == "url" ? urls.front() : urls;
  }

  std::mutex mutex_;
  std::map<std::string, Prediction> predictions_;
};

}  // namespace

std::unique_ptr<ProviderApi> make_replicate() {
  return std::make_unique<Replicate>();
}

}  // namespace limner::provider_server
