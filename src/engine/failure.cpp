#include "engine/failure.hpp"

#include <limner/billing.hpp>

namespace limner::engine {

bool is_in_doubt(const Error& error) {
  const auto* call = dynamic_cast<const CallError*>(&error);
  if (call != nullptr && call->billing() == Billing::unconfirmed) return false;
  return error.charged() == Charged::unknown;
}

nlohmann::json failure_json(const Error& error, std::string_view step) {
  const ErrorTraits& kind = traits(error.code());
  return {{"code", kind.name},
          {"step", step.empty() ? nlohmann::json() : nlohmann::json(step)},
          {"message", error.what()},
          {"recovery", error.help()},
          {"retryable", kind.retryable},
          {"charged", to_string(error.charged())}};
}

}  // namespace limner::engine
