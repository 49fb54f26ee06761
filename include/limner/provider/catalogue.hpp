// The catalogue: what models can do, what they cost, how they are called.
#pragma once

#include <limner/clock.hpp>
#include <limner/money.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner::provider {

enum class GenerationMode { none, direct_image_model, hosted_image_generation_tool };
std::string_view to_string(GenerationMode mode);

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
  std::vector<std::string> input_modalities, output_modalities;
  // "text_to_image", "image_to_image", "edit", "background_removal"
  std::vector<std::string> capabilities;
  // What is not known is not there. maxImages, maxReferences, maxPromptCharacters,
  // partialImages (unfinished ones, for each picture; not there: it shows none):
  // numbers; seed: a boolean; qualities, backgrounds, outputFormats, aspectRatios,
  // imageSizes: words; sizes: "1024x1024", …, or instead
  // flexible: {multipleOf, minEdge, maxEdge, maxAspect, minPixels, maxPixels};
  // preview: {word: date} for words that not every account may use yet.
  nlohmann::json limits = nlohmann::json::object();
  std::vector<Price> prices;
  std::string estimator = "unknown";       // how `prices` make a worst case: price.cpp has the list
  std::optional<std::string> from, until;  // dates; on `until` the provider turns it off
  std::string as_of;                       // date the facts were read
  std::string source;
  std::string status;          // "active", "deprecated", "retired", "experimental"
  std::int64_t auto_rank = 0;  // among those that `auto` prefers, from 1; 0: it prefers none
  std::string replacement;     // model to use instead, when retired
  std::string notes;
  std::optional<Millis> usual_duration;

  bool can(std::string_view capability) const;
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
  std::string capability;  // "text_to_image", "image_to_image"
  std::string quality;     // "standard", "hd"
  Credits credits;
};

struct RateCard {
  std::vector<Rate> rates;
  std::int64_t credits_per_dollar = 1000;
  std::string as_of;

  // Nothing for what the card does not sell.
  std::optional<Credits> price(std::string_view capability, std::string_view quality) const;
};
RateCard built_in_rate_card();

}  // namespace limner::provider
