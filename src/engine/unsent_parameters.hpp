// Parameters whose values a request would not carry: left out when they are only preferences,
// else refused.
#pragma once

#include <limner/engine.hpp>

#include <map>
#include <string>
#include <vector>

namespace limner::engine {

enum class ValueOrigin {
  ordered,  // the user gave an input, or --seed, that it is computed from
  written,  // in the template itself
  preset,   // computed from defaults of inputs
};

// The origin of a parameter's value. `given`: the intake as the user gave it.
ValueOrigin origin_of(const nlohmann::json& value, const templates::Template& workflow,
                      const nlohmann::json& given, bool seed_is_given);

// What decides about the parameters of one step.
struct UnsentPolicy {
  std::map<std::string, ValueOrigin> origins;  // by parameter
  bool is_other_model = false;                 // chosen by the user, and not by the template
  bool allow_ignored = false;

  // Whether the template only prefers the value: models may be chosen that do not take it.
  bool is_preference(const std::string& parameter) const;
};

// Removes from `known` the parameters that `model` does not take and returns them. Throws
// Error{invalid_input} for one that was ordered, unless `is_stand_in`, with which the embedded
// artist replaces the requested model, or policy.allow_ignored.
std::vector<UnsentParameter> leave_out_unsent(nlohmann::json& known, const step::StepKind& kind,
                                              const provider::Model& model, bool is_stand_in,
                                              const UnsentPolicy& policy);

Error unsent_error(const provider::Model& model, const std::string& parameter,
                   const std::string& value);

// {"code": "option_not_sent", "option", "value", "message": texts}, for what the user or the
// author of the template would miss.
std::vector<nlohmann::json> unsent_warnings(const std::vector<UnsentParameter>& unsent,
                                            const provider::Model& model);

// A value of a parameter, as text.
std::string parameter_text(const nlohmann::json& value);

}  // namespace limner::engine
