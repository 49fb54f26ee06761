// Step kinds: the operations that a template combines.
//
// A step is a function from values and bytes to values and bytes. It opens no files and
// writes no records: the engine does that, through the functions of StepInput.
#pragma once

#include <limner/asset.hpp>
#include <limner/bitmap.hpp>
#include <limner/image.hpp>
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

// The origin of a picture. It is passed from step to step and written into XMP metadata.
struct Provenance {
  std::string prompt;
  std::string model;  // model id
  std::string run_id;
  std::string digital_source_type;      // an IPTC NewsCode
  std::string created;                  // RFC 3339
  std::vector<nlohmann::json> credits;  // as in provider::ModelAnswer
};

// A picture in the store, as a step returns it.
struct StoredImage {
  Asset asset;
  std::string file_name;  // "chipmunk-raw.webp"; empty: derived from digest and type
  std::string id = {};    // of the record; set by the engine
};

// A published file. A record {"kind", "bucket", "objectKey", …} in the values of a step.
struct ObjectRef {
  Asset asset;
  std::string kind;  // "local"
  std::string bucket;
  std::string object_key;
  std::string role;
  std::string id = {};  // of the record; set by the engine
};

// A file that belongs to a picture, such as the scene it was drawn from.
struct SideFile {
  std::string role;
  Asset asset;
  std::size_t picture = 0;  // index in StepOutput::images
};

// The input of one step, and its access to the outside. All references and functions are
// valid until StepKind::run returns, and are used from the thread that runs the step.
struct StepInput {
  const nlohmann::json& with;     // an object: the parameters, expressions replaced
  std::string_view subject;       // the user's own words; empty: the intake has none
  std::int64_t seed;              // of the run
  bool background_removed_later;  // a later step of the run removes the background

  // The content of a stored file. Throws Error when it is missing or damaged.
  std::function<Bytes(const Asset&)> read;
  // The picture as a provider receives it: image::normalize(), or unchanged with send_original.
  // Throws Error when the bytes are not a picture.
  std::function<provider::Picture(const Asset&)> to_send;
  // The decoded picture, cached: the reference is valid until the step returns or calls a model.
  // Throws Error when the bytes are not a picture.
  std::function<const Bitmap&(const Asset&)> pixels;
  // Writes the picture to the store; it is durable once the step is recorded. Throws
  // Error{artifact_storage_failed}.
  std::function<Asset(provider::Picture)> store;
  // Calls the step's model: the only way a step can cost money. Intent, answer and cost
  // are recorded before it returns and also when it throws. Throws as Provider::call()
  // does, and Error when spending limits or the wallet do not allow the call.
  std::function<provider::ModelAnswer(provider::Operation)> call;
  std::function<ObjectRef(const Asset&, std::string_view bucket, std::string_view role)> publish;
  // Default-constructed for a picture of unknown origin.
  std::function<Provenance(const Asset&)> provenance;
  bool strict = false;  // a picture that deviates from the request fails the step
  bool send_original = false;
  image::ImageLimits image_limits = {};  // of pictures that are decoded or made
};

// An artifact that the engine records when the step ends.
struct ArtifactDraft {
  std::string type;           // "generated_image"
  nlohmann::json files;       // {role: object record}, not empty
  std::string primary;        // a role of `files`
  nlohmann::json record;      // the template's own data; null: none
  nlohmann::json evaluation;  // null: none
};

struct StepOutput {
  std::vector<StoredImage> images;                   // becomes values.images, as records
  std::vector<ObjectRef> objects;                    // becomes values.objects, as records
  nlohmann::json values = nlohmann::json::object();  // further outputs, by name
  std::vector<nlohmann::json> warnings;              // each {"code": text, "message": text, …}
  std::optional<Provenance> provenance;              // of `images`; none: that of the input picture
  std::vector<SideFile> side_files;                  // for the artifacts of the pictures
  std::vector<ArtifactDraft> artifacts;              // in order
};

// One kind of step. A parameter of type `image` receives one picture: for a list the
// engine calls `run` once for each.
struct StepKind {
  templates::StepSignature signature;
  // Throws Error{invalid_input} for parameters that the signature does not allow, and
  // the exceptions of the functions of StepInput. Files and calls stored before remain stored.
  // Reentrant: several threads may run the same kind.
  StepOutput (*run)(const StepInput&) = nullptr;
  // The operation that the known part of `with` describes; null: not metered.
  provider::Operation (*operation)(const nlohmann::json& with) = nullptr;
  std::optional<provider::Capability> capability = {};  // that a model needs; none: not metered
  bool pure = false;  // uses nothing but `with`: a plan may run it
  // Checks the parameters, as far as they are known, against the limits of the model and of
  // pictures before a run. Throws Error{invalid_input} or Error{unsupported_model}.
  void (*check)(const nlohmann::json& with, const provider::Model& model,
                const image::ImageLimits& pictures) = nullptr;
  // The parameters whose values a request to the model would not carry, in `with` as far as it
  // is known; null: all are carried. Throws as `check`.
  std::vector<std::string> (*unsent)(const nlohmann::json& with,
                                     const provider::Model& model) = nullptr;
  // Checks parameters that no run could use, whatever the model. Throws Error{invalid_input}.
  void (*validate)(const nlohmann::json& with) = nullptr;
};

// The lists are constant; everything in them lives until the program ends.
std::span<const StepKind* const> step_kinds();
std::span<const templates::StepSignature* const> step_signatures();
// Returns nullptr for an unknown name.
const StepKind* find_step_kind(std::string_view name);

// The operation of a metered kind, as far as `with` is known before the run, for pricing:
// pictures are empty. Throws Error{invalid_input}.
provider::Operation planned_operation(const StepKind& kind, const nlohmann::json& with);

// Checks the records of a mask and of the picture that it belongs to: a PNG with transparent
// pixels, of the size of the picture, upright or as its file stores it. Throws
// Error{invalid_input}. A size of 0 or a missing member is not checked.
void check_mask_record(const nlohmann::json& mask, const nlohmann::json& reference);

// Whether the warning of a step says that a picture differs from its request: StepInput::strict
// refuses it.
bool is_deviation(const nlohmann::json& warning);

// The file of an image or object record, {"sha256", "file_type", "file_size", "width",
// "height"}, or of a list with one of these. Throws Error{invalid_input} for anything else.
Asset asset_from(const nlohmann::json& record);

}  // namespace limner::step
