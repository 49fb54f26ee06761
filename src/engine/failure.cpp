#include "engine/failure.hpp"

#include <limner/billing.hpp>

namespace limner::engine {

namespace {

// The command of a default help, with the model of the step.
std::string with_model(std::string help, std::string_view model) {
  constexpr std::string_view command = "limner models show ";
  const std::size_t at = help.find(std::string(command) + "MODEL");
  if (at == std::string::npos || model.empty()) return help;
  return help.replace(at + command.size(), std::string_view("MODEL").size(), model);
}

}  // namespace

bool is_in_doubt(const Error& error) {
  const auto* call = dynamic_cast<const CallError*>(&error);
  if (call != nullptr && call->billing() == Billing::unconfirmed) return false;
  return error.charged() == Charged::unknown;
}

nlohmann::json failure_json(const Error& error, std::string_view step, std::string_view model) {
  const ErrorTraits& kind = traits(error.code());
  return {{"code", kind.name},
          {"step", step.empty() ? nlohmann::json() : nlohmann::json(step)},
          {"message", error.what()},
          {"recovery", with_model(std::string(error.help()), model)},
          {"retryable", kind.retryable},
          {"charged", to_string(error.charged())}};
}

}  // namespace limner::engine
