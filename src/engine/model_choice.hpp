// Choosing the model of a step.
#pragma once

#include "engine/unsent_parameters.hpp"

#include <limner/engine.hpp>
#include <limner/error.hpp>
#include <limner/image.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace limner::engine {

// For checks of a template without a run: the limit on pixels is a setting of the run.
inline constexpr image::ImageLimits any_image_size{.pixels =
                                                       std::numeric_limits<std::int64_t>::max()};

// The requirements of a step. The references must outlive the query.
struct ModelQuery {
  provider::Capability capability;
  const step::StepKind& kind;
  const nlohmann::json& known;
  const UnsentPolicy& policy;
};

struct ModelChoice {
  const provider::Model* model;  // in the catalogue
  std::string reason;            // a sentence
};

// `requested`: a model id, or "auto", whose rule `limner help models` documents. Throws
// Error{unsupported_model} for a model that is unknown, retired or unable, Error{key_missing}
// when `auto` finds none. Only options.offline replaces a model that was requested.
ModelChoice choose_model(const std::string& requested, const ModelQuery& query,
                         const provider::Catalogue& catalogue, const PlanOptions& options);

// Error{unsupported_model}: what the model can do, and a command that lists those that can.
Error incapable_error(const provider::Model& model, provider::Capability needed);

}  // namespace limner::engine
