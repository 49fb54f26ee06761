// remove.bg: a picture in a form in, JSON with the cut-out out.
#include "provider_server/form.hpp"
#include "provider_server/pictures.hpp"
#include "provider_server/provider_server.hpp"

#include <algorithm>

namespace limner::provider_server {

namespace {

using nlohmann::json;

json removebg_error(const std::string& code, const std::string& title) {
  return {{"errors", json::array({{{"title", title}, {"code", code}}})}};
}

class RemoveBg : public ProviderApi {
 public:
  std::string name() const override { return "removebg"; }

  WireReply answer(const WireRequest& request, ServerState& state) override {
    if (request.method != "POST" || !request.path().ends_with("/removebg")) {
      state.record({name(), "other", "", request});
      return json_reply(removebg_error("not_found", "no such path"), 404);
    }
    const ScriptEntry entry = state.next(name());
    state.record({name(), "work", entry.reply, request});
    WireReply reply = work_reply(request, entry);
    if (reply.status == 200)
      reply.headers.emplace_back("X-Credits-Charged", entry.text("credits", "1"));
    return with_transport_faults(std::move(reply), entry);
  }

 private:
  static WireReply work_reply(const WireRequest& request, const ScriptEntry& entry) {
    if (auto broken = broken_reply(entry)) return *broken;
    if (entry.reply == "no_subject") {
      return json_reply(removebg_error("unknown_foreground", "Could not identify foreground"), 400);
    }
    if (const auto refusal = find_refusal(entry))
      return refusal_reply(removebg_error("refused", refusal->message), refusal->status, entry);
    if (request.header("x-api-key").empty())
      return json_reply(removebg_error("auth_failed", "API Key invalid"), 403);
    const auto parts = form_parts(request);
    const auto files = std::ranges::count(parts, "image_file", &FormPart::name);
    if (files != 1) return json_reply(removebg_error("missing_source", "No image given"), 400);
    PictureOptions wish = picture_options(entry, form_fields(request).value("format", "auto"));
    wish.cut_out = true;
    json data = json::object();
    if (entry.reply != "no_picture")
      data["result_b64"] =
          entry.reply == "not_a_picture" ? "bm8gcGljdHVyZQ==" : picture_base64(wish);
    return json_reply({{"data", data}});
  }
};

}  // namespace

std::unique_ptr<ProviderApi> make_removebg() {
  return std::make_unique<RemoveBg>();
}

}  // namespace limner::provider_server
