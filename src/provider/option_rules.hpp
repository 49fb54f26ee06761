// How a provider's API carries the options of image.generate: one table per provider, from
// which requests are both written and checked.
#pragma once

#include <limner/provider.hpp>

#include <nlohmann/json.hpp>

#include <span>
#include <string_view>

namespace limner::provider {

using OptionValue = nlohmann::json (*)(const Model&, const GenerateImage&);

// An option is sent when the value of one of its rows is not null.
struct OptionRule {
  std::string_view option;  // a name of generate_image_fields(), or "size"
  // A JSON pointer into the request. Empty: the API has no member for the option, and
  // `value` is not null for what the model does by itself.
  std::string_view member;
  // Null for a value that the API cannot express. No function: pictures, which the provider
  // adds to its request itself.
  OptionValue value;
  bool (*applies)(const Model&) = nullptr;  // none: to all models of the provider
};

bool applies_to(const OptionRule& rule, const Model& model);
bool is_sent(std::span<const OptionRule> rules, std::string_view option, const Model& model,
             const GenerateImage& operation);

// Adds the members of all rows to `request`. Throws Error{unsupported_model} when no row
// applies to the model.
void write_options(std::span<const OptionRule> rules, const Model& model,
                   const GenerateImage& operation, nlohmann::json& request);

// ---- values that providers share ----

nlohmann::json count_value(const Model& model, const GenerateImage& operation);
nlohmann::json size_text(const Model& model, const GenerateImage& operation);  // "1024x768"
nlohmann::json width_value(const Model& model, const GenerateImage& operation);
nlohmann::json height_value(const Model& model, const GenerateImage& operation);
// The nearest aspect ratio of the model, "16:9".
nlohmann::json ratio_value(const Model& model, const GenerateImage& operation);
// The word of the model for the quality, "auto" included.
nlohmann::json quality_value(const Model& model, const GenerateImage& operation);
nlohmann::json format_value(const Model& model, const GenerateImage& operation);
nlohmann::json compression_value(const Model& model, const GenerateImage& operation);
// These are null for `auto`.
nlohmann::json background_value(const Model& model, const GenerateImage& operation);
nlohmann::json moderation_value(const Model& model, const GenerateImage& operation);
// Null unless the limits of the model have `seed: true`.
nlohmann::json seed_value(const Model& model, const GenerateImage& operation);
nlohmann::json partials_value(const Model& model, const GenerateImage& operation);
// For APIs without such a member: the only value in the limits of the model.
nlohmann::json only_background(const Model& model, const GenerateImage& operation);
nlohmann::json only_format(const Model& model, const GenerateImage& operation);

}  // namespace limner::provider
