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

class Stability : public Company {
 public:
  std::string name() const override { return "stability"; }

  WireReply answer(const WireRequest& request, Desk& desk) override {
    if (request.method != "POST" ||
        request.path().find("/v2beta/stable-image/") == std::string::npos) {
      desk.note({name(), "other", "", request});
      return json_reply(stability_error("not_found", "no such path"), 404);
    }
    const Entry entry = desk.next(name());
    desk.note({name(), "work", entry.reply, request});
    return worn(work_reply(request, entry), entry);
  }

 private:
  static WireReply work_reply(const WireRequest& request, const Entry& entry) {
    if (auto broken = broken_reply(entry)) return *broken;
    if (entry.reply == "moderated") {
      return json_reply(stability_error("content_moderation", "Your request was flagged"), 403);
    }
    if (const auto refusal = refusal_named(entry))
      return refusal_reply(stability_error("refused", refusal->message), refusal->status, entry);
    if (!request.header("authorization").starts_with("Bearer "))
      return json_reply(stability_error("unauthorized", "missing authorization"), 401);
    if (!request.header("content-type").starts_with("multipart/form-data"))
      return json_reply(stability_error("bad_request", "content-type: must be multipart"), 400);
    return json_reply(drawn(request, entry));
  }

  static json drawn(const WireRequest& request, const Entry& entry) {
    PictureWish wish = wish_of(entry, form_fields(request).value("output_format", "png"));
    wish.cut_out = request.path().ends_with("/remove-background");
    json body = {{"finish_reason", entry.reply == "black" ? "CONTENT_FILTERED" : "SUCCESS"},
                 {"seed", 7}};
    if (entry.reply == "no_picture") return body;
    body["image"] = entry.reply == "not_a_picture" ? "bm8gcGljdHVyZQ==" : picture_base64(wish);
    return body;
  }
};

}  // namespace

std::unique_ptr<Company> make_stability() {
  return std::make_unique<Stability>();
}

}  // namespace limner::provider_server
