// Checks the models that a template names, without an intake.
#include "engine/model_choice.hpp"

#include <limner/engine.hpp>
#include <limner/error.hpp>

namespace limner::engine {

namespace {

using nlohmann::json;

constexpr int notice_days = 90;  // models that are retired within these are reported

std::string date_of(Time time) {
  return rfc3339(time).substr(0, 10);
}

bool is_literal(const json& value) {
  return value.dump().find("${{") == std::string::npos;
}

json literals_of(const json& with) {
  json known = json::object();
  for (const auto& [name, value] : with.items()) {
    if (is_literal(value)) known[name] = value;
  }
  return known;
}

std::string replacement_hint(const provider::Model& model) {
  return model.replacement.empty() ? "" : fmt::format("; use {}", model.replacement);
}

// Throws the error of a run.
void check_model(ModelVerdict& verdict, const step::StepKind& kind, const json& known,
                 const provider::Catalogue& catalogue, Time now) {
  const PlanOptions options{.image_limits = any_image_size, .today = date_of(now)};
  const UnsentPolicy policy;
  const provider::Model& model =
      *choose_model(verdict.model, {kind.capability.value(), kind, known, policy}, catalogue,
                    options)
           .model;
  json sent = known;
  const bool is_stand_in = model.is_embedded() && model.id != verdict.model;
  leave_out_unsent(sent, kind, model, is_stand_in, policy);
  if (kind.check) kind.check(sent, model, options.image_limits);
  if (!provider::worst_case(model, step::planned_operation(kind, known))) {
    verdict.state = ModelState::unpriced;
    verdict.message = "the catalogue does not say what it costs: a run is refused";
  } else if (model.until && *model.until <= date_of(now + notice_days * std::chrono::days(1))) {
    verdict.state = ModelState::retires;
    verdict.message = fmt::format("is turned off on {}{}", *model.until, replacement_hint(model));
  }
}

ModelVerdict verdict_for(const templates::StepSpec& step, const step::StepKind& kind,
                         const provider::Catalogue& catalogue, Time now) {
  const json known = literals_of(step.with);
  if (step.with.contains("model") && !known.contains("model")) {
    return {.step = step.id, .state = ModelState::open, .message = "the inputs of a run name it"};
  }
  ModelVerdict verdict{.step = step.id, .model = known.value("model", "auto")};
  try {
    check_model(verdict, kind, known, catalogue, now);
  } catch (const Error& error) {
    verdict.state = ModelState::refused;
    verdict.message = fmt::format("{}; {}", error.what(), error.help());
  }
  return verdict;
}

}  // namespace

std::vector<ModelVerdict> check_models(const templates::Template& workflow,
                                       const provider::Catalogue& catalogue, Time now) {
  std::vector<ModelVerdict> verdicts;
  for (const templates::StepSpec& step : workflow.steps) {
    const step::StepKind* kind = step::find_step_kind(step.uses);
    if (kind && kind->signature.metered)
      verdicts.push_back(verdict_for(step, *kind, catalogue, now));
  }
  return verdicts;
}

}  // namespace limner::engine
