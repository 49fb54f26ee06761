// Stability AI: a form in, JSON with one picture out.
#include "provider_server/form.hpp"
#include "provider_server/pictures.hpp"
#include "provider_server/provider_server.hpp"

namespace limner::provider_server {

namespace {

using nlohmann::json;

json stability_error(const std::string& name, const std::string& message) {
  return {{"id", "stability-error"}, {"name", name}, {"errors", json::array({message})}};
}

class Stability : public ProviderApi {
 public:
  std::string name() const override { return "stability"; }

  WireReply answer(const WireRequest& request, ServerState& state) override {
    if (request.method != "POST" ||
        request.path().find("/v2beta/stable-image/") == std::string::npos) {
      state.record({name(), "other", "", request});
      return json_reply(stability_error("not_found", "no such path"), 404);
    }
    const ScriptEntry entry = state.next(name());
    state.record({name(), "work", entry.reply, request});
    return with_transport_faults(work_reply(request, entry), entry);
  }

 private:
  static WireReply work_reply(const WireRequest& request, const ScriptEntry& entry) {
    if (auto broken = broken_reply(entry)) return *broken;
    if (entry.reply == "moderated") {
      return json_reply(stability_error("content_moderation", "Your request was flagged"), 403);
    }
    if (const auto refusal = find_refusal(entry))
      return refusal_reply(stability_error("refused", refusal->message), refusal->status, entry);
    if (!request.header("authorization").starts_with("Bearer "))
      return json_reply(stability_error("unauthorized", "missing authorization"), 401);
    if (!request.header("content-type").starts_with("multipart/form-data"))
      return json_reply(stability_error("bad_request", "content-type: must be multipart"), 400);
    return json_reply(drawn(request, entry));
  }

  static json drawn(const WireRequest& request, const ScriptEntry& entry) {
    PictureOptions wish =
        picture_options(entry, form_fields(request).value("output_format", "png"));
    wish.cut_out = request.path().ends_with("/remove-background");
    json body = {{"finish_reason", entry.reply == "black" ? "CONTENT_FILTERED" : "SUCCESS"},
                 {"seed", 7}};
    if (entry.reply == "no_picture") return body;
    body["image"] = entry.reply == "not_a_picture" ? "bm8gcGljdHVyZQ==" : picture_base64(wish);
    return body;
  }
};

}  // namespace

std::unique_ptr<ProviderApi> make_stability() {
  return std::make_unique<Stability>();
}

}  // namespace limner::provider_server
