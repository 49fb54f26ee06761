#include "run/failure.hpp"

namespace limner {

namespace {

std::string_view word(Charged charged) {
  constexpr std::string_view words[] = {"no", "yes", "unknown"};
  return words[static_cast<int>(charged)];
}

}  // namespace

nlohmann::json failure_json(const Error& error, std::string_view step) {
  const ErrorTraits& kind = traits(error.code());
  return {{"code", kind.name},
          {"step", step.empty() ? nlohmann::json() : nlohmann::json(step)},
          {"message", error.what()},
          {"recovery", error.help()},
          {"retryable", kind.retryable},
          {"charged", word(error.charged())}};
}

}  // namespace limner
