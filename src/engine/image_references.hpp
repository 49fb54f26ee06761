// The pictures among the inputs of a run.
#pragma once

#include <limner/engine.hpp>

namespace limner::engine {

struct ResolvedIntake {
  nlohmann::json intake;  // each reference by the name of its picture
  nlohmann::json inputs;  // each as the picture's record
};

// Finds the picture of every image field of `intake`, each reference once. Throws
// Error{invalid_input} when nobody can find pictures, and what finding one throws.
ResolvedIntake resolve_images(const templates::Template& workflow, nlohmann::json intake,
                              const PlanOptions& options);

}  // namespace limner::engine
