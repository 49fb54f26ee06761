// Which model a metered step will call, and why.
#pragma once

#include <limner/run.hpp>

#include <string>

namespace limner {

struct ModelChoice {
  const Model* model;
  std::string reason;
};

// Never falls back in silence: what is unknown, retired or unable is refused with
// the nearest name. Throws Error{unsupported_model}.
ModelChoice choose_model(const std::string& requested, std::string_view capability,
                         const Catalogue& catalogue, const PlanOptions& options);

}  // namespace limner
