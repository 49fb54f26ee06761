#include "provider/openai.hpp"

#include "provider/openai_images.hpp"
#include "provider/protocol.hpp"
#include "provider/wanted.hpp"

#include <algorithm>

namespace limner {

namespace {

using nlohmann::json;

const LineFacts facts{.company = {.name = "openai",
                                  .title = "OpenAI",
                                  .key_help = "see which key is used: limner keys ls"},
                      .own_url = "https://api.openai.com/v1",
                      .key_header = "Authorization",
                      .key_prefix = "Bearer ",
                      .complaint = images_complaint,
                      .hosts = {"api.openai.com"}};

bool takes(const Model& model, const char* limit, const std::string& word) {
  if (!model.limits.contains(limit)) return false;
  const json& words = model.limits.at(limit);
  return std::ranges::find(words, json(word)) != words.end();
}

// The model's own word: "standard" and "hd" are the template's.
std::string quality_of(const Model& model, const std::string& asked) {
  if (asked == "standard" && !takes(model, "qualities", asked)) return "medium";
  if (asked == "hd" && !takes(model, "qualities", asked)) return "high";
  return asked;
}

// Nothing is left to the server's defaults that has a price.
json fields_of(const Model& model, const GenerateImage& operation) {
  json fields = {{"model", model.api_model},
                 {"prompt", operation.prompt},
                 {"n", operation.count},
                 {"size", fmt::format("{}x{}", operation.width, operation.height)},
                 {"quality", quality_of(model, operation.quality)},
                 {"output_format", operation.output_format}};
  if (operation.background != "auto") fields["background"] = operation.background;
  if (operation.output_compression && operation.output_format != "png")
    fields["output_compression"] = *operation.output_compression;
  if (operation.moderation != "auto" && !has_pictures(operation))
    fields["moderation"] = operation.moderation;
  return fields;
}

HttpAnswer ask(const Line& line, const ModelCall& call, const std::stop_token& stop) {
  return ask_for_images(line, call, fields_of(*call.model, picture_wanted(call)), stop);
}

void read_headers(const ModelCall&, const HttpAnswer& answer, ModelAnswer& made) {
  made.request_id = answer.header("x-request-id");
}

}  // namespace

std::unique_ptr<Provider> make_openai_provider(const Network& network) {
  return make_direct_provider(
      network, {.facts = facts, .ask = ask, .read = read_images, .read_headers = read_headers});
}

}  // namespace limner
