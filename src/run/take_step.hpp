// One step of a run: parameters in, outputs and kept pictures out.
#pragma once

#include "run/gallery.hpp"
#include "run/till.hpp"

#include <limner/run.hpp>

namespace limner {

// What the steps of one run share.
struct Workbench {
  const Plan& plan;
  Gallery& gallery;
  Till& till;
  std::string run_id;
  std::string started;  // RFC 3339
};

// Calls the kind once, or once for each picture of a list, in order.
StepOutput take_step(const PlannedStep& step, int ordinal, const nlohmann::json& with,
                     const Workbench& bench);

// What later steps see: values, and pictures and objects as records.
nlohmann::json values_of(const StepOutput& output, const BlobStore& blobs);

}  // namespace limner
