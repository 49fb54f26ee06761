// The catalogue: the capabilities, limits and prices of models, as dated data.
//
// Values without hidden state: const access is safe from any thread, overlay() needs
// exclusive access.
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
  words.reserve(values.size());
  for (const E value : values) words.emplace_back(to_string(value));
  return words;
}

// The provider whose models run inside the process: no network, no key, no cost.
inline constexpr std::string_view embedded_provider = "local";

// A price on its date. `amount` is US dollars per `unit`.
struct Price {
  std::string item;  // the counted thing: "image", "text_input", "image_output", …
  std::string unit;  // "image", "1M tokens", "megapixel", "second", …
  Money amount;
  std::string quality;  // "low", "medium", …; empty: any
  std::string size;     // "1024x1024", or a class "1K", "2K", "4K"; empty: any
  std::string from;     // YYYY-MM-DD
  std::string source;   // URL or document
};

// HTTP statuses from `first` to `last`.
struct StatusRange {
  int first = 0, last = 0;
};

// A provider's promise not to charge for requests that it answers with these statuses.
struct UnbilledErrors {
  std::vector<StatusRange> statuses;
  std::string from;    // YYYY-MM-DD, when the promise was read
  std::string source;  // URL
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
  // An object. A missing member means that the limit is not known, except for
  // partialImages, which then is 0:
  //   maxImages, maxReferences, maxPromptCharacters, maxSeconds, partialImages: integers
  //   maxOutputTokens: integer, text and thoughts beside the picture, priced as text_output
  //   seed: boolean, whether a seed is supported
  //   qualities, backgrounds, outputFormats, aspectRatios, imageSizes: arrays of words
  //   sizes: array of "WIDTHxHEIGHT", or instead
  //   flexible: {multipleOf, minEdge, maxEdge, maxAspect, minPixels, maxPixels}: integers
  //   preview: {word: date}, values that not every account may use yet
  nlohmann::json limits = nlohmann::json::object();
  std::vector<Price> prices;
  Estimator estimator = Estimator::unknown;
  std::optional<std::string> from, until;  // YYYY-MM-DD; the provider ends it on `until`
  std::string as_of;                       // YYYY-MM-DD, when the facts were read
  std::string source;
  ModelStatus status = ModelStatus::active;
  std::int64_t auto_rank = 0;  // preference of the model choice `auto`, from 1; 0: none
  std::string replacement;     // model to use instead, when retired
  std::string notes;
  std::optional<Millis> usual_duration;
  UnbilledErrors unbilled_errors;  // those of its provider

  bool can(Capability capability) const;
  bool is_embedded() const { return provider == embedded_provider; }
  bool retired_on(std::string_view date) const;
};
// The object of `models ls --json` without keyPresent: schema/ has models.
void to_json(nlohmann::json& json, const Model& model);

// The largest numbers of calls to one provider, in flight and starting in a minute, that the
// catalogue and the settings may name.
constexpr int max_concurrency = 256;
constexpr int max_per_minute = 100'000;

// A provider: the sources of its key and its documentation.
struct ProviderFacts {
  std::string name;   // "openai", the first part of its models' ids
  std::string title;  // "OpenAI"
  std::string docs;   // URL
  std::vector<std::string>
      key_variables;            // environment variables, the first that is set wins; none: no key
  bool key_optional = false;    // works without a key
  bool needs_base_url = false;  // has no default address
  bool needs_command = false;   // is a program named in the settings
  UnbilledErrors unbilled_errors;
  // Unless the settings say otherwise, from 1 to max_concurrency and max_per_minute:
  int concurrency = 4;                 // calls in flight
  std::optional<int> per_minute = {};  // calls that start; none: any number

  bool needs_key() const { return !key_variables.empty() && !key_optional; }
};

// All models and providers, from data files.
class Catalogue {
 public:
  static Catalogue built_in();

  // Merges a YAML file into the catalogue: a known model keeps the fields that the file
  // does not name. `name` is used in messages. Throws Error{invalid_config} with a Mark
  // for each Problem; the catalogue is then unchanged.
  void overlay(std::string text, std::string name);

  // These, and the pointers of find() and provider(), are valid until the catalogue is
  // changed, moved or destroyed. A pointer is null for an unknown name.
  std::span<const Model> models() const { return models_; }
  std::span<const ProviderFacts> providers() const { return providers_; }
  const Model* find(std::string_view id) const;
  const ProviderFacts* provider(std::string_view name) const;
  // The id that an unknown `id` most likely means: that of a model with this name at any
  // provider, the shortest first, which is its maker's; else the most similar id. Empty: none.
  std::string nearest(std::string_view id) const;
  std::string version() const;     // the latest as_of of all models
  nlohmann::json to_json() const;  // an array of model objects

 private:
  std::vector<Model> models_;
  std::vector<ProviderFacts> providers_;
};

// The price of one picture in wallet credits, independent of the model.
struct Rate {
  Capability capability = Capability::text_to_image;
  Quality quality = Quality::standard;  // or hd
  Credits credits;
};

struct RateCard {
  std::vector<Rate> rates;
  std::int64_t credits_per_dollar = 1000;
  std::string as_of;

  // nullopt when the card has no such rate.
  std::optional<Credits> price(Capability capability, Quality quality) const;
};
RateCard built_in_rate_card();

}  // namespace limner::provider
