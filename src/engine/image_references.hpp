// The pictures of an intake.
#pragma once

#include <limner/engine.hpp>

namespace limner::engine {

struct ResolvedIntake {
  nlohmann::json intake;  // references replaced by ResolvedImage::name
  nlohmann::json inputs;  // references replaced by ResolvedImage::record
};

// Resolves the image fields of `intake` with options.picture, each reference once. Throws
// Error{invalid_input} when there is a reference and options.picture is empty, and what
// options.picture throws.
ResolvedIntake resolve_images(const templates::Template& workflow, nlohmann::json intake,
                              const PlanOptions& options);

}  // namespace limner::engine
