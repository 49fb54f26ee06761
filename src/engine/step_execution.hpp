// One step of a run: parameters in, outputs and kept pictures out.
#pragma once

#include "engine/image_cache.hpp"
#include "engine/paid_calls.hpp"

#include <limner/engine.hpp>

namespace limner::engine {

// What the steps of one run share.
struct StepContext {
  const Plan& plan;
  ImageCache& images;
  PaidCalls& paid_calls;
  std::string run_id;
  std::string started;  // RFC 3339
};

// Calls the kind once, or once for each picture of a list, in order.
step::StepOutput call_step_kind(const PlannedStep& step, int ordinal, const nlohmann::json& with,
                                const StepContext& context);

// What later steps see: values, and pictures and objects as records.
nlohmann::json values_of(const step::StepOutput& output, const store::BlobStore& blobs);

}  // namespace limner::engine
