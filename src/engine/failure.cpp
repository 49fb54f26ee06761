#include "engine/failure.hpp"

namespace limner::engine {

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
