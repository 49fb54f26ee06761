// Generates pictures with a model, from a prompt and from reference pictures.
#include "step/deviations.hpp"
#include "step/generate_request.hpp"
#include "step/image_record.hpp"
#include "step/kinds.hpp"
#include "step/mask.hpp"
#include "step/params.hpp"
#include "step/provider_answer.hpp"

#include <limner/error.hpp>
#include <limner/provider/options.hpp>
#include <limner/slug.hpp>
#include <limner/step.hpp>

#include <utility>

namespace limner::step {

namespace {

using nlohmann::json;

provider::Picture picture_of(const StepInput& in, const json& record) {
  return in.to_send(asset_from(record));
}

void read_pictures(const StepInput& in, const Params& params, provider::GenerateImage& request,
                   std::vector<json>& warnings) {
  if (const json* references = params.find("references")) {
    const json list = references->is_array() ? *references : json::array({*references});
    for (std::size_t i = 0; i < list.size(); ++i) request.references[i] = picture_of(in, list[i]);
  }
  const json* mask = params.find("mask");
  if (mask == nullptr) return;
  if (request.references.empty()) {
    throw Error(ErrorCode::invalid_input, "image.generate: a mask needs a reference picture")
        .with_help("give the picture that the mask belongs to, or leave the mask out");
  }
  const json& references = *params.find("references");
  const json& first = one_record(references.is_array() ? references.front() : references);
  check_mask_record(one_record(*mask), first);
  request.mask = mask_to_send(in, asset_from(*mask), asset_from(first), warnings);
}

// The request's values; the provider's details say what it used instead.
json requested_values(const provider::GenerateImage& request) {
  json values = provider::echoed_values(request);
  values["size"] =
      request.is_auto_size() ? "auto" : fmt::format("{}x{}", request.width, request.height);
  return values;
}

std::string stem_for(std::string_view subject, const provider::GenerateImage& request) {
  const std::string words = slug(subject.empty() ? request.prompt : subject);
  return words.empty() ? "picture" : words;
}

// With `strict` the first deviation fails the step; the answer is kept and was charged.
void add_deviations(const StepInput& in, const provider::GenerateImage& request,
                    const provider::ModelAnswer& answer, StepOutput& output) {
  std::vector<json> found = deviations(request, answer.images);
  const auto made = static_cast<int>(answer.images.size());
  if (made < request.count) {
    found.push_back(
        {{"code", fewer_images},
         {"message", fmt::format("{} of {} pictures were generated", made, request.count)}});
  }
  if (in.strict && !found.empty()) {
    Error error(ErrorCode::answer_differs, "{}", found.front().at("message").get<std::string>());
    throw error.with_charged(charged_for(answer));
  }
  output.warnings.insert(output.warnings.end(), found.begin(), found.end());
}

StepOutput run_image_generate(const StepInput& in) {
  const Params params = Params::complete(image_generate.signature, in.with);
  provider::GenerateImage request = generate_request(params);
  StepOutput output;
  read_pictures(in, params, request, output.warnings);
  request.subject = in.subject;
  request.keep_backdrop = !in.background_removed_later;
  if (!request.seed) request.seed = in.seed;

  provider::ModelAnswer answer = in.call(request);
  output.provenance = Provenance{.prompt = request.prompt,
                                 .digital_source_type = answer.digital_source_type,
                                 .credits = answer.credits};
  decode_pictures(in, answer, output);
  add_deviations(in, request, answer, output);
  store_pictures(in, answer, request.count, stem_for(in.subject, request), output);
  output.values["asked"] = requested_values(request);
  return output;
}

provider::Operation planned_generation(const json& with) {
  return generate_request(Params::part(image_generate.signature, with));
}

void check_image_generate(const json& with, const provider::Model& model,
                          const image::ImageLimits& pictures) {
  check_limits(generate_request(Params::part(image_generate.signature, with)), model, pictures);
}

std::vector<std::string> unsent_parameters(const json& with, const provider::Model& model) {
  const Params params = Params::part(image_generate.signature, with);
  std::vector<std::string> names;
  for (const std::string& option : provider::unsent_options(model, generate_request(params))) {
    const bool is_ratio = option == "size" && !params.has("size");
    const std::string name = is_ratio ? "aspectRatio" : option;
    if (params.has(name)) names.push_back(name);
  }
  return names;
}

void validate_image_generate(const json& with) {
  generate_request(Params::part(image_generate.signature, with));
}

// The parameter type of a field, by the type of its member.
struct ParamTypeOf {
  using Image = provider::GenerateImage;
  templates::ParamType operator()(std::string Image::*) const { return templates::ParamType::text; }
  template <NamedEnum E>
  templates::ParamType operator()(E Image::*) const {
    return templates::ParamType::text;
  }
  templates::ParamType operator()(int Image::*) const { return templates::ParamType::integer; }
  template <class Number>
  templates::ParamType operator()(std::optional<Number> Image::*) const {
    return templates::ParamType::integer;
  }
  templates::ParamType operator()(std::optional<provider::Picture> Image::*) const {
    return templates::ParamType::image;
  }
  templates::ParamType operator()(std::vector<provider::Picture> Image::*) const {
    return templates::ParamType::images;
  }
};

// `size` and `aspectRatio` both set width and height.
std::vector<templates::ParamSpec> image_generate_params() {
  std::vector<templates::ParamSpec> params{
      {"model", templates::ParamType::model, "model id, or auto"},
      {"size", templates::ParamType::text, "WIDTHxHEIGHT in pixels"},
      {"aspectRatio",
       templates::ParamType::text,
       "aspect ratio, instead of a size",
       false,
       {"auto", "1:1", "4:3", "3:4", "3:2", "2:3", "16:9", "9:16", "2:1"}}};
  for (const provider::GenerateImageField& field : provider::generate_image_fields()) {
    if (!field.is_parameter) continue;
    params.push_back({field.name, std::visit(ParamTypeOf(), field.member), field.help,
                      field.is_required, field.choices, field.minimum, field.maximum});
  }
  return params;
}

}  // namespace

const StepKind image_generate{
    .signature = {.name = "image.generate",
                  .summary = "Generate pictures from a prompt and from reference pictures",
                  .params = image_generate_params(),
                  .outputs = {{"images", templates::ParamType::images, "the pictures"},
                              {"details", templates::ParamType::object,
                               "the values the provider reports it used"},
                              {"usage", templates::ParamType::object, "what the provider counted"},
                              {"asked", templates::ParamType::object, "the values of the request"}},
                  .metered = true},
    .run = run_image_generate,
    .operation = planned_generation,
    .capability = provider::Capability::text_to_image,
    .check = check_image_generate,
    .unsent = unsent_parameters,
    .validate = validate_image_generate,
};

}  // namespace limner::step
