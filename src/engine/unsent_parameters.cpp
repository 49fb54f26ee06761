#include "engine/unsent_parameters.hpp"

#include <limner/error.hpp>
#include <limner/provider/options.hpp>

#include <fmt/ranges.h>

#include <algorithm>

namespace limner::engine {

namespace {

using nlohmann::json;

constexpr std::string_view seed_path = "run.seed";

bool is_given(const templates::IntakeField& field, const json& given) {
  const json* value = &given;
  for (const std::string& key : field.path) {
    const auto found = value->find(key);
    if (found == value->end()) return false;
    value = &*found;
  }
  return !value->is_null();
}

// Whether one path is the other or leads to it: "intake.intent" reads all below it.
bool overlaps(std::string_view one, std::string_view other) {
  const std::size_t shorter = std::min(one.size(), other.size());
  if (one.substr(0, shorter) != other.substr(0, shorter)) return false;
  const std::string_view longer = one.size() > shorter ? one : other;
  return longer.size() == shorter || longer[shorter] == '.' || longer[shorter] == '[';
}

bool reads_given(const std::vector<std::string>& paths, const templates::Template& workflow,
                 const json& given) {
  return std::ranges::any_of(workflow.intake, [&](const templates::IntakeField& field) {
    const std::string path = fmt::format("intake.{}", fmt::join(field.path, "."));
    return is_given(field, given) && std::ranges::any_of(paths, [&](const std::string& read) {
             return overlaps(read, path);
           });
  });
}

UnsentReason reason_for(ValueOrigin origin, bool is_preference, bool is_stand_in) {
  if (is_preference)
    return origin == ValueOrigin::preset ? UnsentReason::preset : UnsentReason::written;
  return is_stand_in ? UnsentReason::stand_in : UnsentReason::allowed;
}

}  // namespace

ValueOrigin origin_of(const json& value, const templates::Template& workflow, const json& given,
                      bool seed_is_given) {
  const std::vector<std::string> paths = templates::paths_in(value);
  if (paths.empty()) return ValueOrigin::written;
  const bool reads_seed = std::ranges::find(paths, seed_path) != paths.end();
  if ((seed_is_given && reads_seed) || reads_given(paths, workflow, given))
    return ValueOrigin::ordered;
  return ValueOrigin::preset;
}

bool UnsentPolicy::is_preference(const std::string& parameter) const {
  const auto found = origins.find(parameter);
  if (found == origins.end()) return false;
  return found->second == ValueOrigin::preset ||
         (found->second == ValueOrigin::written && is_other_model);
}

std::vector<UnsentParameter> leave_out_unsent(json& known, const step::StepKind& kind,
                                              const provider::Model& model, bool is_stand_in,
                                              const UnsentPolicy& policy) {
  std::vector<UnsentParameter> unsent;
  if (kind.unsent == nullptr) return unsent;
  for (const std::string& name : kind.unsent(known, model)) {
    const auto origin = policy.origins.find(name);
    const bool is_written =
        origin != policy.origins.end() && origin->second == ValueOrigin::written;
    const bool is_preference = policy.is_preference(name) || (is_written && is_stand_in);
    std::string value = parameter_text(known.at(name));
    if (!is_preference && !is_stand_in && !policy.allow_ignored)
      throw unsent_error(model, name, value);
    unsent.push_back({name, std::move(value),
                      reason_for(is_written ? ValueOrigin::written : ValueOrigin::preset,
                                 is_preference, is_stand_in)});
  }
  for (const UnsentParameter& one : unsent) known.erase(one.name);
  return unsent;
}

Error unsent_error(const provider::Model& model, const std::string& parameter,
                   const std::string& value) {
  const std::string taken = provider::describe_sent_options(model);
  Error error(ErrorCode::invalid_input, "{} does not take {} {}; {}", model.id, parameter, value,
              taken.empty() ? "it takes a prompt only" : "it takes " + taken);
  return error.with_help(fmt::format(
      "leave {} out, send the request without it (--allow-ignored), or use another model",
      parameter));
}

std::vector<json> unsent_warnings(const std::vector<UnsentParameter>& unsent,
                                  const provider::Model& model) {
  std::vector<json> warnings;
  for (const UnsentParameter& one : unsent) {
    const bool is_missed = one.reason != UnsentReason::preset &&
                           (one.reason != UnsentReason::written || !model.is_embedded());
    if (!is_missed) continue;
    warnings.push_back({{"code", "option_not_sent"},
                        {"option", one.name},
                        {"value", one.value},
                        {"message", fmt::format("{} {} was not sent: {} does not take it", one.name,
                                                one.value, model.id)}});
  }
  return warnings;
}

std::vector<json> plan_warnings(const PlannedStep& step) {
  return step.model ? unsent_warnings(step.unsent, *step.model) : std::vector<json>();
}

std::string parameter_text(const json& value) {
  if (value.is_structured())
    return fmt::format("({} pictures)", value.is_array() ? value.size() : 1);
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace limner::engine
