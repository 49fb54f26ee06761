// Making a plan: all checks that cost nothing.
#include "engine/image_references.hpp"
#include "engine/lineage.hpp"
#include "engine/model_choice.hpp"
#include "engine/plan_time_evaluator.hpp"

#include <limner/engine.hpp>
#include <limner/error.hpp>

#include <algorithm>

namespace limner::engine {

namespace {

using nlohmann::json;

// The capability that the step's model must have. References may be the output of an earlier
// step, and then are not among the known parameters.
provider::Capability capability_for(const PlannedStep& step, const json& known) {
  const json& with = step.spec.with;
  if (step.kind->signature.name == "image.generate" && with.contains("references") &&
      !known.contains("references"))
    return provider::Capability::image_to_image;
  return provider::capability_of(step::planned_operation(*step.kind, known));
}

// The model requested for the step: by its id, by its kind, for all steps that the model can
// do, or by the template.
std::string model_for(const PlannedStep& step, const json& known, provider::Capability capability,
                      const provider::Catalogue& catalogue, const PlanOptions& options) {
  for (const std::string& key : {step.spec.id, step.spec.uses}) {
    if (const auto chosen = options.models.find(key); chosen != options.models.end())
      return chosen->second;
  }
  if (const auto all = options.models.find(""); all != options.models.end()) {
    const provider::Model* model = catalogue.find(all->second);
    if (!model || model->can(capability) || model->retired_on(options.today)) return all->second;
  }
  const json requested = known.value("model", json("auto"));
  return requested.is_string() ? requested.get<std::string>() : "auto";
}

// `key`: a step's id or kind; empty: every step whose requested model is `id`.
bool uses_model(const PlannedStep& step, const std::string& key, const std::string& id) {
  return step.kind->signature.metered && (key == step.spec.id || key == step.spec.uses ||
                                          (key.empty() && step.requested_model == id));
}

void refuse_unused_models(const std::vector<PlannedStep>& steps, const PlanOptions& options) {
  for (const auto& [key, id] : options.models) {
    const auto used = [&, &key = key, &id = id](const PlannedStep& step) {
      return uses_model(step, key, id);
    };
    if (std::ranges::any_of(steps, used)) continue;
    if (key.empty()) {
      throw Error(ErrorCode::unsupported_model, "no step of this template can use {}", id)
          .with_help("name the step: --model STEP=ID");
    }
    throw Error(ErrorCode::usage, "--model {}={}: no metered step is called \"{}\"", key, id, key)
        .with_help("see the steps: limner templates show NAME");
  }
}

std::optional<bool> will_skip(const templates::StepSpec& spec, const PlanTimeEvaluator& evaluator) {
  if (spec.condition.empty()) return false;
  if (!evaluator.is_known(spec.condition)) return std::nullopt;
  return !templates::is_true(evaluator.evaluate(spec.condition));
}

// Without a wallet the template's choice is ignored; an explicit option is not.
ChargeType charge_of(const templates::StepSpec& spec, const PlanOptions& options) {
  if (options.charge) return *options.charge;
  return options.has_wallet ? spec.charge.value_or(ChargeType::hosted) : ChargeType::personal;
}

void price(PlannedStep& step, const json& known, const provider::Catalogue& catalogue,
           const PlanOptions& options) {
  const provider::Capability capability = capability_for(step, known);
  step.requested_model = model_for(step, known, capability, catalogue, options);
  const ModelChoice choice =
      choose_model(step.requested_model, {capability, *step.kind, known}, catalogue, options);
  step.model = *choice.model;
  step.model_reason = choice.reason;
  step.charge = charge_of(step.spec, options);
  if (step.kind->check) step.kind->check(known, *step.model);
  step.operation = step::planned_operation(*step.kind, known);
  step.estimate = step.skip.value_or(false) || options.replayed
                      ? Money()
                      : provider::worst_case(*step.model, *step.operation);
}

// A pure step is executed while planning, so that its outputs are known for later prices.
json outputs_of(const PlannedStep& step, const json& known) {
  step::StepInput in{.with = known};
  return step.kind->run(in).values;
}

void evaluate_early(const PlannedStep& step, const json& known, PlanTimeEvaluator& evaluator) {
  if (step.skip.value_or(false)) {
    evaluator.set_outputs(step.spec.id, nullptr);
  } else if (step.kind->pure && known.size() == step.spec.with.size() && step.skip) {
    evaluator.set_outputs(step.spec.id, outputs_of(step, known));
  } else {
    evaluator.mark_unknown(step.spec.id);
  }
}

// The value of the field behind --prompt; none: the template has no such field.
std::optional<std::string> find_prompt(const templates::Template& workflow, const json& intake) {
  const auto field = std::ranges::find(workflow.intake, "prompt", &templates::IntakeField::flag);
  if (field == workflow.intake.end()) return {};
  const json* value = &intake;
  for (const std::string& key : field->path) value = &value->at(key);
  return value->is_string() ? value->get<std::string>() : "";
}

std::optional<std::string> subject_given_to(const PlannedStep& step, const json& known) {
  const std::vector<templates::ParamSpec>& params = step.kind->signature.params;
  if (std::ranges::find(params, "subject", &templates::ParamSpec::name) == params.end()) return {};
  const auto subject = known.find("subject");
  return subject != known.end() && subject->is_string() ? subject->get<std::string>() : "";
}

}  // namespace

Plan make_plan(templates::Template workflow, const json& given,
               const provider::Catalogue& catalogue, const PlanOptions& options) {
  Plan plan;
  ResolvedIntake resolved =
      resolve_images(workflow, templates::validate_intake(workflow, given), options);
  plan.intake = std::move(resolved.intake);
  plan.inputs = std::move(resolved.inputs);
  plan.take = options.take;
  plan.max_cost = options.max_cost;
  plan.seed = options.seed.value_or(options.take);
  plan.offline = options.offline;
  plan.replayed = options.replayed;
  plan.catalog_version = catalogue.version();

  PlanTimeEvaluator evaluator(plan.inputs, workflow.tables,
                              {{"id", nullptr}, {"seed", plan.seed}, {"take", plan.take}});
  plan.catalog = json::array();
  const Lineage given_pictures(plan.inputs);
  std::optional<std::string> subject = find_prompt(workflow, plan.intake);
  for (const templates::StepSpec& spec : workflow.steps) {
    PlannedStep step{.spec = spec, .kind = step::find_step_kind(spec.uses)};
    if (!step.kind) throw Error(ErrorCode::invalid_template, "unknown step kind \"{}\"", spec.uses);
    step.skip = will_skip(spec, evaluator);
    const json known = given_pictures.resolve(step, evaluator.known_part(spec.with));
    if (!subject) subject = subject_given_to(step, known);
    if (step.kind->signature.metered) {
      price(step, known, catalogue, options);
      plan.catalog.push_back(*step.model);
    }
    evaluate_early(step, known, evaluator);
    plan.steps.push_back(std::move(step));
  }
  plan.subject = subject.value_or("");
  refuse_unused_models(plan.steps, options);
  plan.workflow = std::move(workflow);
  return plan;
}

}  // namespace limner::engine
