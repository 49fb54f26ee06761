#include "provider/fal_input.hpp"

#include "provider/companies.hpp"
#include "provider/request_validation.hpp"

#include <array>

namespace limner::provider {

namespace {

using nlohmann::json;

json image_size(const Model&, const GenerateImage& operation) {
  if (operation.is_auto_size()) return nullptr;
  return {{"width", operation.width}, {"height", operation.height}};
}

json image_urls(const Model&, const GenerateImage& operation) {
  if (operation.references.empty()) return nullptr;
  json urls = json::array();
  for (const Picture& picture : operation.references)
    urls.push_back(data_uri(picture.bytes, picture.media_type));
  return urls;
}

json mask_url(const Model&, const GenerateImage& operation) {
  if (!operation.mask || operation.references.empty()) return nullptr;
  return data_uri(operation.mask->bytes, operation.mask->media_type);
}

// ---- the families of endpoints ----

bool begins_with(const Model& model, std::string_view path) {
  return model.api_model.starts_with(path);
}
bool is_gpt_image(const Model& model) {
  return begins_with(model, "openai/gpt-image-2");
}
bool is_gpt_image_edit(const Model& model) {
  return is_gpt_image(model) && model.api_model.ends_with("/edit");
}
bool is_ultra(const Model& model) {
  return begins_with(model, "fal-ai/flux-pro/v1.1-ultra");
}
bool is_flux(const Model& model) {
  return begins_with(model, "fal-ai/flux");
}
bool is_banana(const Model& model) {
  return begins_with(model, "fal-ai/nano-banana");
}
bool is_ideogram(const Model& model) {
  return begins_with(model, "fal-ai/ideogram/v3");
}
bool is_recraft(const Model& model) {
  return begins_with(model, "fal-ai/recraft/v3");
}

bool is_known_endpoint(const Model& model) {
  return is_gpt_image(model) || is_flux(model) || is_banana(model) || is_ideogram(model) ||
         is_recraft(model);
}
bool takes_ratio(const Model& model) {
  return is_ultra(model) || is_banana(model);
}
bool takes_size(const Model& model) {
  return is_known_endpoint(model) && !takes_ratio(model);
}
bool takes_format(const Model& model) {
  return is_gpt_image(model) || is_flux(model) || is_banana(model);
}
bool takes_seed(const Model& model) {
  return is_flux(model) || is_ideogram(model);
}

constexpr std::array<OptionRule, 9> fal_rules{
    {{"size", "/image_size", image_size, takes_size},
     {"size", "/aspect_ratio", ratio_value, takes_ratio},
     {"count", "/num_images", count_value, is_known_endpoint},
     {"quality", "/quality", quality_value, is_gpt_image},
     {"outputFormat", "/output_format", format_value, takes_format},
     {"seed", "/seed", seed_value, takes_seed},
     {"references", "/image_urls", image_urls, is_gpt_image_edit},
     {"mask", "/mask_url", mask_url, is_gpt_image_edit},
     {"background", "", only_background, is_known_endpoint}}};

json fal_input_of(const Model& model, const GenerateImage& operation) {
  json input = {{"prompt", operation.prompt}};
  write_options(fal_rules, model, operation, input);
  return input;
}

json fal_input_of(const Model&, const RemoveBackground& operation) {
  return {{"image_url", data_uri(operation.image, operation.media_type)},
          {"model", "General Use (Light)"},
          {"operating_resolution", "1024x1024"},
          {"output_format", "png"},
          {"refine_foreground", true}};
}

}  // namespace

std::span<const OptionRule> fal_options() {
  return fal_rules;
}

json fal_input(const Model& model, const Operation& operation) {
  return std::visit([&](const auto& one) { return fal_input_of(model, one); }, operation);
}

}  // namespace limner::provider
