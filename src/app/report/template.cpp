// JSON of a template.
#include "app/report/json_output.hpp"

#include <limner/step.hpp>

#include <array>

namespace limner::app {

namespace {

ordered_json charge_or_null(const std::optional<ChargeType>& charge) {
  return charge ? ordered_json(to_string(*charge)) : ordered_json();
}

template <class T>
ordered_json value_or_null(const std::optional<T>& value) {
  return value ? ordered_json(*value) : ordered_json();
}

ordered_json millis_or_null(const std::optional<Millis>& time) {
  return time ? ordered_json(time->count()) : ordered_json();
}

ordered_json field_json(const templates::IntakeField& field) {
  return {{"path", field_path(field)},
          {"type", to_string(field.type)},
          {"required", field.required},
          {"nullable", field.nullable},
          {"default", field.has_default ? ordered_json(field.default_value) : ordered_json()},
          {"enum", field.choices.empty() ? ordered_json() : ordered_json(field.choices)},
          {"pattern", text_or_null(field.pattern)},
          {"minLength", value_or_null(field.min_length)},
          {"maxLength", value_or_null(field.max_length)},
          {"minimum", value_or_null(field.minimum)},
          {"maximum", value_or_null(field.maximum)},
          {"flag", field.flag.empty() ? ordered_json() : ordered_json("--" + field.flag)},
          {"help", text_or_null(field.help)}};
}

ordered_json template_step_json(const templates::StepSpec& step) {
  const step::StepKind* kind = step::find_step_kind(step.uses);
  const bool metered = kind && kind->signature.metered;
  const bool names_model = metered && step.with.contains("model");
  return {{"id", step.id},
          {"uses", step.uses},
          {"name", step.name},
          {"metered", metered},
          {"model", names_model ? ordered_json(step.with.at("model")) : ordered_json()},
          {"with", step.with},
          {"if", text_or_null(step.condition)},
          {"onFailure", to_string(step.on_failure)},
          {"onTechnicalFailure", to_string(step.on_technical_failure)},
          {"fallback", step.fallback},
          {"charge", charge_or_null(step.charge)},
          {"timeoutMs", millis_or_null(step.timeout)},
          {"maxRetries", step.max_retries},
          {"cache", step.cache ? "auto" : "never"}};
}

ordered_json pricing_json(const std::optional<templates::Pricing>& pricing) {
  if (!pricing) return nullptr;
  return {{"credits", number(pricing->credits)},
          {"per", "run"},
          {"refundOn", pricing->refund_on_any_failure ? "any_failure" : "never"}};
}

}  // namespace

std::string field_path(const templates::IntakeField& field) {
  std::string path;
  for (const std::string& key : field.path) path += (path.empty() ? "" : ".") + key;
  return path;
}

ordered_json template_json(const templates::Template& workflow) {
  ordered_json intake = ordered_json::array();
  for (const templates::IntakeField& field : workflow.intake) intake.push_back(field_json(field));
  ordered_json steps = ordered_json::array();
  for (const templates::StepSpec& step : workflow.steps) steps.push_back(template_step_json(step));
  return {{"id", workflow.id},
          {"version", workflow.version},
          {"name", text_or_null(workflow.name)},
          {"description", text_or_null(workflow.description)},
          {"origin", workflow.origin},
          {"sha256", workflow.digest().hex()},
          {"artifactClass", workflow.artifact_class},
          {"review", to_string(workflow.review)},
          {"limits",
           {{"maxUsd", workflow.max_cost ? number(*workflow.max_cost) : ordered_json()},
            {"maxDurationMs", millis_or_null(workflow.max_duration)}}},
          {"pricing", pricing_json(workflow.pricing)},
          {"intake", std::move(intake)},
          {"tables", workflow.tables},
          {"steps", std::move(steps)},
          {"output", workflow.output}};
}

}  // namespace limner::app
