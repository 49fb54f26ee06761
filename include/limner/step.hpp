// What a step may touch, and what it gives back.
#pragma once

#include <limner/asset.hpp>
#include <limner/bitmap.hpp>
#include <limner/provider.hpp>
#include <limner/template.hpp>

#include <nlohmann/json.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner::step {

// Where a picture came from. Travels with it from step to step and into its XMP.
struct Provenance {
  std::string prompt;
  std::string model;
  std::string run_id;
  std::string digital_source_type;
  std::string created;  // RFC 3339
  std::vector<nlohmann::json> credits;
};

// A picture kept in the store, as a step hands it on.
struct StoredImage {
  Asset asset;
  std::string file_name;  // "chipmunk-raw.webp": for people; empty: from digest and type
};

struct ObjectRef {
  Asset asset;
  std::string kind;  // "local"
  std::string bucket;
  std::string object_key;
  std::string role;
};

struct StepInput {
  const nlohmann::json& with;  // the step's parameters, expressions replaced
  std::string_view subject;    // the user's own words, when the intake has them
  std::int64_t seed;           // of the run
  bool cut_out_follows;        // a later step takes the background away

  std::function<Bytes(const Asset&)> read;
  std::function<const Bitmap&(const Asset&)> pixels;  // decoded once per run
  std::function<Asset(provider::Picture)> keep;
  std::function<provider::ModelAnswer(provider::Operation)>
      call;  // the only door through which money leaves
  std::function<ObjectRef(const Asset&, std::string_view bucket, std::string_view role)> publish;
  std::function<Provenance(const Asset&)> origin;
};

struct ArtifactDraft {
  std::string type;       // "generated_image"
  nlohmann::json files;   // role → object
  std::string primary;    // role
  nlohmann::json record;  // null or the template's own data
  nlohmann::json evaluation;
};

struct StepOutput {
  std::vector<StoredImage> images;                   // becomes values.images, as records
  std::vector<ObjectRef> objects;                    // becomes values.objects
  nlohmann::json values = nlohmann::json::object();  // whatever else later steps may name
  std::vector<nlohmann::json> warnings;
  std::optional<Provenance> provenance;  // of `images`; not given: that of the input
  std::vector<std::pair<std::string, Asset>> side_files;  // role → blob, go to the artifact
  std::optional<ArtifactDraft> artifact;                  // the run writes the record
};

// A step is a function from values and bytes to values and bytes. It neither
// opens files nor writes records; the run does that around it. A parameter of
// type `image` gets one picture: the run calls once for each of a list.
struct StepKind {
  templates::StepSignature shape;
  StepOutput (*run)(const StepInput&);
  // The operation that `with`, as far as it is known, asks of a model; null: not metered.
  provider::Operation (*operation)(const nlohmann::json& with) = nullptr;
  std::optional<provider::Capability> capability = {};  // that a model needs; none: not metered
  bool pure = false;  // needs nothing but its parameters: the plan may take it ahead
  // Refuses what can be refused before anything is spent; params as far as known.
  void (*check)(const nlohmann::json& with, const provider::Model& model) = nullptr;
};

std::span<const StepKind* const> step_kinds();
std::span<const templates::StepSignature* const> step_signatures();
const StepKind* find_step_kind(std::string_view name);

// The operation a metered step would buy, as far as `with` is known before the
// run: what the plan is priced by.
provider::Operation planned_operation(const StepKind& kind, const nlohmann::json& with);

// The picture an image record or object of `with` stands for. Throws
// Error{invalid_input} when it is none.
Asset asset_from(const nlohmann::json& record);

}  // namespace limner::step
