// Executing one step.
#pragma once

#include "engine/image_cache.hpp"
#include "engine/lineage.hpp"
#include "engine/paid_calls.hpp"
#include "engine/step_resources.hpp"

#include <limner/engine.hpp>

namespace limner::engine {

// Shared by the steps of one run; the references must outlive it.
struct StepContext {
  const Plan& plan;
  ImageCache& images;
  const store::BlobStore& blobs;
  Lineage& lineage;
  PaidCalls& paid_calls;
  StepResources& resources;
  std::string run_id;
  std::string file_time;  // the creation time in files, RFC 3339
  bool strict = false;    // as in RunEnv
};

// The parameters that the request of a step carries, and the warnings about those that it does
// not.
struct SentParameters {
  nlohmann::json with;
  std::vector<nlohmann::json> warnings;
};

struct SendRules {
  const Plan& plan;
  image::ImageLimits image_limits;
  bool strict;
};

// `with`: as Lineage::resolve() returns it. Throws Error{invalid_input} or
// Error{unsupported_model} for what the model does not take, and Error{invalid_image_request} when
// --strict requires it.
SentParameters sent_parameters(const PlannedStep& step, const nlohmann::json& with,
                               const SendRules& rules);

// Whether a step that follows removes the background of the pictures of this one.
bool background_removed_later(const Plan& plan, int ordinal);

// Runs the kind once, or for each picture of a list in order, and adds the pictures to the
// lineage. Throws what the kind throws, and Error{invalid_input} for an empty list.
step::StepOutput call_step_kind(const PlannedStep& step, int ordinal, SentParameters sent,
                                const StepContext& context);

// An upload as expressions see it: an image_record() with "kind", "bucket", "objectKey",
// "signedUrl" and "role".
nlohmann::json object_json(const step::ObjectRef& object, const store::BlobStore& blobs);

// The outputs as expressions see them: an object with the values, "images" as image_record()
// and "objects" as object_json().
nlohmann::json values_of(const step::StepOutput& output, const store::BlobStore& blobs);

}  // namespace limner::engine
