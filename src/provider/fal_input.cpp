#include "provider/fal_input.hpp"

#include "provider/aspect_ratio.hpp"
#include "provider/request_validation.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <array>

namespace limner::provider {

namespace {

using nlohmann::json;

json size_of(const GenerateImage& operation) {
  return {{"width", operation.width}, {"height", operation.height}};
}

json flux(const Model&, const GenerateImage& operation) {
  json input = {{"prompt", operation.prompt},
                {"image_size", size_of(operation)},
                {"num_images", operation.count},
                {"output_format", operation.output_format}};
  if (operation.seed) input["seed"] = *operation.seed;
  return input;
}

json gpt_image(const Model& model, const GenerateImage& operation) {
  json input = {{"prompt", operation.prompt},
                {"image_size", size_of(operation)},
                {"quality", model_quality(model, operation.quality)},
                {"num_images", operation.count},
                {"output_format", operation.output_format}};
  if (operation.references.empty()) return input;
  json& urls = input["image_urls"] = json::array();
  for (const Picture& picture : operation.references)
    urls.push_back(data_uri(picture.bytes, picture.media_type));
  if (operation.mask)
    input["mask_url"] = data_uri(operation.mask->bytes, operation.mask->media_type);
  return input;
}

// Models that take an aspect ratio, "16:9", instead of a size.
json fal_with_aspect_ratio(const Model& model, const GenerateImage& operation) {
  return {{"prompt", operation.prompt},
          {"aspect_ratio", aspect_ratio(model, operation.width, operation.height)},
          {"num_images", operation.count},
          {"output_format", operation.output_format}};
}

json fal_with_size(const Model& model, const GenerateImage& operation) {
  json input = flux(model, operation);
  input.erase("output_format");
  return input;
}

// By the beginning of the endpoint path; the first match counts.
struct FalInputRule {
  std::string_view endpoint;
  json (*input)(const Model&, const GenerateImage&);
};

constexpr std::array<FalInputRule, 6> fal_input_rules{
    {{"openai/gpt-image-2", gpt_image},
     {"fal-ai/flux-pro/v1.1-ultra", fal_with_aspect_ratio},
     {"fal-ai/flux", flux},
     {"fal-ai/nano-banana", fal_with_aspect_ratio},
     {"fal-ai/ideogram/v3", fal_with_size},
     {"fal-ai/recraft/v3", fal_with_size}}};

json fal_input_of(const Model& model, const GenerateImage& operation) {
  const auto rule = std::ranges::find_if(fal_input_rules, [&](const FalInputRule& one) {
    return model.api_model.starts_with(one.endpoint);
  });
  if (rule == fal_input_rules.end()) {
    throw Error(ErrorCode::unsupported_model, "the parameters of {} are not known", model.id)
        .with_help("choose another model: limner models ls");
  }
  return rule->input(model, operation);
}

json fal_input_of(const Model&, const RemoveBackground& operation) {
  return {{"image_url", data_uri(operation.image, operation.media_type)},
          {"model", "General Use (Light)"},
          {"operating_resolution", "1024x1024"},
          {"output_format", "png"},
          {"refine_foreground", true}};
}

}  // namespace

json fal_input(const Model& model, const Operation& operation) {
  return std::visit([&](const auto& one) { return fal_input_of(model, one); }, operation);
}

}  // namespace limner::provider
