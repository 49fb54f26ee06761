// Models: what they can do, what they cost, how they are called.
#pragma once

#include <limner/asset.hpp>
#include <limner/bitmap.hpp>
#include <limner/clock.hpp>
#include <limner/money.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace limner {

// ---- the catalogue ----

enum class GenerationMode { none, direct_image_model, hosted_image_generation_tool };
std::string_view word(GenerationMode mode);

// A price as it was on its day. `amount` is for one `unit`.
struct Price {
  std::string item;  // "image", "text_input", "image_output", …: what is counted
  std::string unit;  // "image", "1M tokens", "megapixel", "second", …
  Money amount;
  std::string quality;  // "", "low", "medium", …
  std::string size;     // "", "1024x1024", …
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
  std::vector<std::string> capabilities;  // "text_to_image", "image_to_image", "background_removal"
  nlohmann::json limits = nlohmann::json::object();
  std::vector<Price> prices;
  std::string estimator;                   // "per_image", "gpt-image-2-grid", "free", "unknown"
  std::optional<std::string> from, until;  // dates; `until` in the past: retired
  std::string as_of;                       // date the facts were read
  std::string source;
  std::string status;       // "active", "deprecated", "retired", "experimental"
  std::string replacement;  // model to use instead, when retired
  std::string notes;
  std::optional<Millis> usual_duration;

  bool can(std::string_view capability) const;
  bool retired_on(std::string_view date) const;
};
void to_json(nlohmann::json& json, const Model& model);  // the keys of `models ls --json`

// The facts of all models, from dated data files.
class Catalogue {
 public:
  // The catalogue compiled in, with the user's file laid over it, model by model.
  static Catalogue built_in();
  void overlay(std::string text, std::string name);  // throws Error{invalid_config} with Marks

  std::span<const Model> models() const { return models_; }
  const Model* find(std::string_view id) const;
  std::string version() const;     // the newest as_of
  nlohmann::json to_json() const;  // for the snapshot that a run keeps

 private:
  std::vector<Model> models_;
};

// ---- what can be bought ----

struct Picture {
  Bytes bytes;
  std::string media_type;
  std::optional<Bitmap> pixels;  // when they are at hand: nobody decodes twice
};

// Words as the template has them; each provider maps them to its own.
struct GenerateImage {
  std::string prompt;
  std::string subject;  // the user's own words, for the embedded artist
  std::string style;
  int width = 1024;
  int height = 1024;
  int count = 1;
  std::string quality = "auto";
  std::string background = "auto";  // auto, opaque, transparent
  bool keep_backdrop = false;       // no cut-out follows: draw a scene around the subject
  std::string moderation = "auto";
  std::string output_format = "png";
  std::optional<int> output_compression;
  std::optional<std::int64_t> seed;
  std::vector<Picture> references;
  std::optional<Picture> mask;
};

struct RemoveBackground {
  Bytes image;
  std::string media_type;
  const Bitmap* pixels = nullptr;  // the same picture decoded, when at hand
};

using Operation = std::variant<GenerateImage, RemoveBackground>;
std::string_view capability_of(const Operation& operation);

// The most one call may cost. Nothing when the catalogue does not say: then it
// must be refused.
std::optional<Money> worst_case(const Model& model, const Operation& operation);

// ---- the call ----

struct ModelCall {
  const Model* model = nullptr;
  Operation operation;
  std::string idempotency_key;  // equal for every retry of one call
};

struct SideFile {
  std::string role;  // "source": the scene as SVG
  Bytes bytes;
  std::string media_type;
};

struct ModelAnswer {
  std::vector<Picture> images;
  Bytes raw;  // the answer as it came; empty when the images are the answer
  std::string raw_type;
  std::string request_id;                // the provider's name for this call
  std::string output_type;               // "image", "image_generation_call"
  std::optional<Money> charged;          // absent until the provider tells
  nlohmann::json usage;                  // null when the provider says nothing
  nlohmann::json details;                // effective values, matte figures, pack version, …
  std::vector<nlohmann::json> warnings;  // {"code", "message", …}
  std::vector<nlohmann::json> credits;   // {"asset", "source", "licence", "changes"}
  std::vector<SideFile> side_files;
  std::string digital_source_type;  // IPTC NewsCodes
};

// One company's API. Knows nothing of runs, steps or the ledger. Blocks until
// the answer is whole; throws Error otherwise.
class Provider {
 public:
  virtual ~Provider() = default;
  virtual std::string_view name() const = 0;  // the model id's first part
  virtual bool embedded() const = 0;          // needs no network, no key, costs nothing
  virtual ModelAnswer call(const ModelCall& call, std::stop_token stop) = 0;
};

using Providers = std::vector<std::unique_ptr<Provider>>;
Providers embedded_providers();
Provider* find_provider(const Providers& providers, std::string_view name);

}  // namespace limner
