// Which model a metered step will call, and why.
#pragma once

#include <limner/run.hpp>

#include <string>
#include <string_view>

namespace limner {

// The provider of the models that need neither key nor network and cost nothing.
inline constexpr std::string_view embedded_provider = "local";

// What a step asks of its model, as far as it is known before the run.
struct Wanted {
  std::string_view capability;
  const StepKind& kind;
  const nlohmann::json& known;
};

struct ModelChoice {
  const Model* model;
  std::string reason;
};

// Never falls back in silence: what is unknown, retired or unable is refused with the
// nearest name. Throws Error{unsupported_model}. What `auto` means is written down in
// `limner help models`.
ModelChoice choose_model(const std::string& requested, const Wanted& wanted,
                         const Catalogue& catalogue, const PlanOptions& options);

}  // namespace limner
