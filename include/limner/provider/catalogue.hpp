// The catalogue: what models can do, what they cost, how they are called.
#pragma once

#include <limner/clock.hpp>
#include <limner/enum_text.hpp>
#include <limner/money.hpp>
#include <limner/provider/operation.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner::provider {

enum class GenerationMode { none, direct_image_model, hosted_image_generation_tool };
constexpr EnumWords<GenerationMode::hosted_image_generation_tool> enum_words(GenerationMode) {
  return {"none", "direct_image_model", "hosted_image_generation_tool"};
}

enum class ModelStatus { active, deprecated, retired, experimental };
constexpr EnumWords<ModelStatus::experimental> enum_words(ModelStatus) {
  return {"active", "deprecated", "retired", "experimental"};
}

enum class Modality { text, image };
constexpr EnumWords<Modality::image> enum_words(Modality) {
  return {"text", "image"};
}

// How the prices of a model make the worst case of a call; price.cpp computes it.
enum class Estimator {
  unknown,  // calls are refused
  free,
  per_image,
  fixed_table,  // per_image; references need a price of their own
  per_megapixel,
  per_second,
  gpt_image_2_grid,       // output tokens from the size and the quality
  gpt_image_2_grid_high,  // the same as if the quality were high
  hosted_image_tool,      // the grid, and the tokens of the chat model
};
constexpr EnumWords<Estimator::hosted_image_tool> enum_words(Estimator) {
  return {"unknown",          "free",       "per_image",        "fixed_table",
          "per_megapixel",    "per_second", "gpt-image-2-grid", "gpt-image-2-grid-high",
          "hosted-image-tool"};
}

// The words of several values, in their order.
template <NamedEnum E>
std::vector<std::string> to_strings(const std::vector<E>& values) {
  std::vector<std::string> words;
  for (const E value : values) words.emplace_back(to_string(value));
  return words;
}

// The provider whose models run inside the process: no network, no key, no cost.
inline constexpr std::string_view embedded_provider = "local";

// A price as it was on its day. `amount` is for one `unit`.
struct Price {
  std::string item;  // "image", "text_input", "image_output", …: what is counted
  std::string unit;  // "image", "1M tokens", "megapixel", "second", …
  Money amount;
  std::string quality;  // "", "low", "medium", …
  std::string size;     // "", "1024x1024", or a class of sizes: "1K", "2K", "4K"
  std::string from;     // date
  std::string source;   // URL or document
};

// Capabilities are stated in the catalogue, never guessed from a name.
struct Model {
  std::string id;        // "openai/gpt-image-2"
  std::string provider;  // "openai"
  std::string api_model;
  bool supports_image_generation = false;
  bool supports_image_input = false;
  GenerationMode mode = GenerationMode::none;
  std::vector<Modality> input_modalities, output_modalities;
  std::vector<Capability> capabilities;
  // What is not known is not there. maxImages, maxReferences, maxPromptCharacters,
  // partialImages (unfinished ones, for each picture; not there: it shows none):
  // numbers; seed: a boolean; qualities, backgrounds, outputFormats, aspectRatios,
  // imageSizes: words; sizes: "1024x1024", …, or instead
  // flexible: {multipleOf, minEdge, maxEdge, maxAspect, minPixels, maxPixels};
  // preview: {word: date} for words that not every account may use yet.
  nlohmann::json limits = nlohmann::json::object();
  std::vector<Price> prices;
  Estimator estimator = Estimator::unknown;
  std::optional<std::string> from, until;  // dates; on `until` the provider turns it off
  std::string as_of;                       // date the facts were read
  std::string source;
  ModelStatus status = ModelStatus::active;
  std::int64_t auto_rank = 0;  // among those that `auto` prefers, from 1; 0: it prefers none
  std::string replacement;     // model to use instead, when retired
  std::string notes;
  std::optional<Millis> usual_duration;

  bool can(Capability capability) const;
  bool is_embedded() const { return provider == embedded_provider; }
  bool retired_on(std::string_view date) const;
};
// The keys of `models ls --json`, all but keyPresent.
void to_json(nlohmann::json& json, const Model& model);

// What is known of a company: where its key comes from and where to read on.
struct ProviderFacts {
  std::string name;                        // "openai", the first part of its models' ids
  std::string title;                       // "OpenAI"
  std::string docs;                        // URL
  std::vector<std::string> key_variables;  // any one will do, the first wins; none: has no key
  bool key_optional = false;               // works without
  bool needs_base_url = false;             // has no address of its own
  bool needs_command = false;              // is a program, and the settings say which

  bool needs_key() const { return !key_variables.empty() && !key_optional; }
};

// The facts of all models, from dated data files.
class Catalogue {
 public:
  static Catalogue built_in();

  // Lays a file over what is there, model by model: a model that is known keeps
  // the fields that the file does not name. Throws Error{invalid_config} with a
  // Mark for each Problem, and then nothing has changed.
  void overlay(std::string text, std::string name);

  std::span<const Model> models() const { return models_; }
  std::span<const ProviderFacts> providers() const { return providers_; }
  const Model* find(std::string_view id) const;
  const ProviderFacts* provider(std::string_view name) const;
  std::string version() const;     // the newest as_of
  nlohmann::json to_json() const;  // an array of models

 private:
  std::vector<Model> models_;
  std::vector<ProviderFacts> providers_;
};

// What the wallet pays for one picture, whoever makes it.
struct Rate {
  Capability capability = Capability::text_to_image;
  Quality quality = Quality::standard;  // or hd
  Credits credits;
};

struct RateCard {
  std::vector<Rate> rates;
  std::int64_t credits_per_dollar = 1000;
  std::string as_of;

  // Nothing for what the card does not sell.
  std::optional<Credits> price(Capability capability, Quality quality) const;
};
RateCard built_in_rate_card();

}  // namespace limner::provider
