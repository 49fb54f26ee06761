// Buys pictures made from words, and from other pictures.
#include "step/generate_request.hpp"
#include "step/params.hpp"
#include "step/provider_answer.hpp"

#include <limner/error.hpp>
#include <limner/slug.hpp>
#include <limner/step.hpp>

#include <utility>

namespace limner::step {

extern const StepKind image_generate;

namespace {

using nlohmann::json;

provider::Picture picture_of(const StepInput& in, const json& record) {
  const Asset asset = asset_from(record);
  return {.bytes = in.read(asset), .media_type = asset.media_type};
}

void read_pictures(const StepInput& in, const Params& params, provider::GenerateImage& request) {
  if (const json* references = params.find("references")) {
    const json list = references->is_array() ? *references : json::array({*references});
    for (std::size_t i = 0; i < list.size(); ++i) request.references[i] = picture_of(in, list[i]);
  }
  if (const json* mask = params.find("mask")) request.mask = picture_of(in, *mask);
}

// The words as they were asked; the provider's details say what was sent.
json asked(const provider::GenerateImage& request) {
  json words = {{"size", fmt::format("{}x{}", request.width, request.height)},
                {"count", request.count},
                {"quality", request.quality},
                {"background", request.background},
                {"moderation", request.moderation},
                {"outputFormat", request.output_format},
                {"seed", request.seed ? json(*request.seed) : json()}};
  if (request.partials > 0) words["partialImages"] = request.partials;
  return words;
}

std::string stem_for(std::string_view subject, const provider::GenerateImage& request) {
  const std::string words = slug(subject.empty() ? request.prompt : subject);
  return words.empty() ? "picture" : words;
}

StepOutput run_image_generate(const StepInput& in) {
  const Params params = Params::whole(image_generate.shape, in.with);
  provider::GenerateImage request = generate_request(params);
  read_pictures(in, params, request);
  request.subject = in.subject;
  request.keep_backdrop = !in.cut_out_follows;
  if (!request.seed) request.seed = in.seed;

  provider::ModelAnswer answer = in.call(request);
  StepOutput output;
  output.provenance = Provenance{.prompt = request.prompt,
                                 .digital_source_type = answer.digital_source_type,
                                 .credits = answer.credits};
  const auto made = static_cast<int>(answer.images.size());
  keep_pictures(in, answer, stem_for(in.subject, request), output);
  if (made < request.count) {
    output.warnings.push_back(
        {{"code", "fewer_images"},
         {"message", fmt::format("{} of {} pictures were made", made, request.count)}});
  }
  output.values["asked"] = asked(request);
  return output;
}

void check_image_generate(const json& with, const provider::Model& model) {
  const Params params = Params::part(image_generate.shape, with);
  check_limits(generate_request(params), params, model);
}

}  // namespace

const StepKind image_generate{
    .shape =
        {.name = "image.generate",
         .summary = "Make pictures from words, and from other pictures",
         .params = {{"model", templates::ParamType::model, "model id, or auto"},
                    {"prompt", templates::ParamType::text, "the final prompt", true},
                    {"style", templates::ParamType::text, "a word for the embedded artist"},
                    {"references", templates::ParamType::images, "up to 16 pictures to go by"},
                    {"mask", templates::ParamType::image,
                     "what may be changed is transparent in it"},
                    {"size", templates::ParamType::text, "WIDTHxHEIGHT in pixels"},
                    {"aspectRatio",
                     templates::ParamType::text,
                     "the shape, instead of a size",
                     false,
                     {"auto", "1:1", "4:3", "3:4", "3:2", "2:3", "16:9", "9:16", "2:1"}},
                    {"count", templates::ParamType::integer, "how many pictures", false, {}, 1, 10},
                    {"quality",
                     templates::ParamType::text,
                     "effort; standard is medium, hd is high",
                     false,
                     {"auto", "low", "medium", "high", "standard", "hd"}},
                    {"background",
                     templates::ParamType::text,
                     "what is behind the subject",
                     false,
                     {"auto", "opaque", "transparent"}},
                    {"moderation",
                     templates::ParamType::text,
                     "how strict the provider is",
                     false,
                     {"auto", "low"}},
                    {"outputFormat",
                     templates::ParamType::text,
                     "file format",
                     false,
                     {"png", "jpeg", "webp"}},
                    {"outputCompression",
                     templates::ParamType::integer,
                     "quality of a JPEG or WebP, higher is better and larger",
                     false,
                     {},
                     0,
                     100},
                    {"seed", templates::ParamType::integer, "the same seed, the same picture"},
                    {"partialImages",
                     templates::ParamType::integer,
                     "unfinished pictures to look at while waiting; each is paid for",
                     false,
                     {},
                     0,
                     3}},
         .outputs = {{"images", templates::ParamType::images, "the pictures"},
                     {"details", templates::ParamType::object,
                      "what the provider says of its work"},
                     {"usage", templates::ParamType::object, "what the provider counted"},
                     {"asked", templates::ParamType::object, "the words as they were asked"}},
         .metered = true},
    .run = run_image_generate,
    .capability = "text_to_image",
    .check = check_image_generate,
};

}  // namespace limner::step
