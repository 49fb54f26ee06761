// Which model a metered step will call, and why.
#pragma once

#include <limner/engine.hpp>

#include <string>
#include <string_view>

namespace limner::engine {

// What a step asks of its model, as far as it is known before the run.
struct ModelQuery {
  provider::Capability capability;
  const step::StepKind& kind;
  const nlohmann::json& known;
};

struct ModelChoice {
  const provider::Model* model;
  std::string reason;
};

// Never falls back in silence: what is unknown, retired or unable is refused with the
// nearest name. Throws Error{unsupported_model}. What `auto` means is written down in
// `limner help models`.
ModelChoice choose_model(const std::string& requested, const ModelQuery& wanted,
                         const provider::Catalogue& catalogue, const PlanOptions& options);

}  // namespace limner::engine
