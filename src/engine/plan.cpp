// Making a plan: all checks that cost nothing.
#include "engine/image_references.hpp"
#include "engine/lineage.hpp"
#include "engine/model_choice.hpp"
#include "engine/plan_time_evaluator.hpp"
#include "engine/planned_pictures.hpp"
#include "engine/unsent_parameters.hpp"

#include <limner/engine.hpp>
#include <limner/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <span>

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

// The model that an option names for the step: by its id, by its kind, or for all steps that
// the model can do.
std::optional<std::string> model_option(const PlannedStep& step, provider::Capability capability,
                                        const provider::Catalogue& catalogue,
                                        const PlanOptions& options) {
  for (const std::string& key : {step.spec.id, step.spec.uses}) {
    if (const auto chosen = options.models.find(key); chosen != options.models.end())
      return chosen->second;
  }
  if (const auto all = options.models.find(""); all != options.models.end()) {
    const provider::Model* model = catalogue.find(all->second);
    if (!model || model->can(capability) || model->retired_on(options.today)) return all->second;
  }
  return {};
}

std::string model_of_template(const json& known) {
  const json requested = known.value("model", json("auto"));
  return requested.is_string() ? requested.get<std::string>() : "auto";
}

// `key`: a step's id or kind; empty: every step whose requested model is `id`.
bool uses_model(const PlannedStep& step, const std::string& key, const std::string& id) {
  return step.kind->signature.metered && (key == step.spec.id || key == step.spec.uses ||
                                          (key.empty() && step.requested_model == id));
}

std::string step_names_help(const std::vector<PlannedStep>& steps) {
  std::vector<std::string> names;
  for (const PlannedStep& step : steps) {
    if (step.kind->signature.metered) names.push_back(step.spec.id);
  }
  return names.empty() ? "leave --model out: no step of this template uses a model"
                       : fmt::format("the steps with a model are: {}", fmt::join(names, ", "));
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
    throw Error(ErrorCode::usage, "--model {}={}: no step with a model is called \"{}\"", key, id,
                key)
        .with_help(step_names_help(steps));
  }
}

// Whether a step of this kind may use the model: a picture step needs references for one task and
// none for the other, which is not known before its turn.
bool may_use(const templates::StepSpec& spec, const provider::Model& model) {
  const step::StepKind* kind = step::find_step_kind(spec.uses);
  if (kind == nullptr || !kind->capability) return false;
  const bool generates = *kind->capability == provider::Capability::text_to_image;
  return model.can(*kind->capability) ||
         (generates && model.can(provider::Capability::image_to_image));
}

// A model of --model that can do neither this step nor another one: that is what the user has to
// know, before any key is looked for.
void refuse_incapable_model(const std::vector<PlannedStep>& before, const PlannedStep& step,
                            const json& known, const templates::Template& workflow,
                            const provider::Catalogue& catalogue, const PlanOptions& options) {
  const auto all = options.models.find("");
  const provider::Model* model =
      all == options.models.end() ? nullptr : catalogue.find(all->second);
  const provider::Capability needed = capability_for(step, known);
  if (model == nullptr || model->can(needed) || model->retired_on(options.today) ||
      options.models.contains(step.spec.id) || options.models.contains(step.spec.uses))
    return;
  const auto uses = [&](const PlannedStep& one) { return uses_model(one, "", model->id); };
  const auto rest = std::span(workflow.steps).subspan(before.size() + 1);
  if (std::ranges::any_of(before, uses) ||
      std::ranges::any_of(rest, [&](const auto& spec) { return may_use(spec, *model); }))
    return;
  throw incapable_error(*model, needed);
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

// Where the values of the step's parameters come from.
UnsentPolicy policy_for(const PlannedStep& step, const templates::Template& workflow,
                        const json& given, const PlanOptions& options) {
  UnsentPolicy policy{.allow_ignored = options.allow_ignored};
  for (const auto& [name, value] : step.spec.with.items())
    policy.origins[name] = origin_of(value, workflow, given, options.seed.has_value());
  const auto model = policy.origins.find("model");
  policy.is_other_model = model != policy.origins.end() && model->second == ValueOrigin::ordered;
  return policy;
}

// --seed is an order to every step that has a seed.
void add_ordered_seed(const PlannedStep& step, const PlanOptions& options, json& known,
                      UnsentPolicy& policy) {
  const std::vector<templates::ParamSpec>& params = step.kind->signature.params;
  const bool has_seed =
      std::ranges::find(params, "seed", &templates::ParamSpec::name) != params.end();
  if (!options.seed || !has_seed || step.spec.with.contains("seed")) return;
  known["seed"] = *options.seed;
  policy.origins["seed"] = ValueOrigin::ordered;
}

std::vector<UnsentParameter> restored_unsent(const PlannedStep& step, const PlanOptions& options,
                                             json& known) {
  const auto found = options.unsent->find(step.spec.id);
  if (found == options.unsent->end()) return {};
  for (const UnsentParameter& one : found->second) known.erase(one.name);
  return found->second;
}

// Adds the pictures that earlier steps make, as many as they can be, and the number of runs for
// a list of them.
void add_expected_pictures(PlannedStep& step, const json& known, const PictureBounds& pictures) {
  auto* generate = std::get_if<provider::GenerateImage>(&*step.operation);
  const json& with = step.spec.with;
  if (generate == nullptr) return;
  if (with.contains("references") && !known.contains("references")) {
    const std::int64_t most = step.model->limits.value("maxReferences", std::int64_t{16});
    const std::int64_t count = pictures.pictures_in(with.at("references"), nullptr);
    generate->references.resize(static_cast<std::size_t>(
        std::clamp(count, std::int64_t{1}, std::max(most, std::int64_t{1}))));
  }
  if (with.contains("mask") && !known.contains("mask")) generate->mask.emplace();
}

int runs_of(const PlannedStep& step, const json& known, const PictureBounds& pictures) {
  for (const templates::ParamSpec& param : step.kind->signature.params) {
    const std::string name(param.name);
    if (param.type != templates::ParamType::image || !step.spec.with.contains(name)) continue;
    const auto value = known.find(name);
    const json* known_value = value == known.end() ? nullptr : &*value;
    return static_cast<int>(
        std::max(std::int64_t{1}, pictures.pictures_in(step.spec.with.at(name), known_value)));
  }
  return 1;
}

std::optional<Money> estimate_of(const PlannedStep& step, const PlanOptions& options) {
  if (step.skip.value_or(false) || options.replayed) return Money();
  const std::optional<Money> one = provider::worst_case(*step.model, *step.operation);
  return one ? std::optional(*one * step.runs) : std::nullopt;
}

void price(PlannedStep& step, json known, UnsentPolicy policy, const PictureBounds& pictures,
           const provider::Catalogue& catalogue, const PlanOptions& options) {
  const provider::Capability capability = capability_for(step, known);
  const auto option = model_option(step, capability, catalogue, options);
  const bool is_auto = option.value_or(model_of_template(known)) == "auto";
  // `auto` prefers a model that takes what the template writes.
  policy.is_other_model = !is_auto && (policy.is_other_model || option);
  step.requested_model = option.value_or(model_of_template(known));
  const bool is_new = !options.unsent.has_value();
  if (is_new) add_ordered_seed(step, options, known, policy);
  const ModelChoice choice = choose_model(
      step.requested_model, {capability, *step.kind, known, policy}, catalogue, options);
  step.model = *choice.model;
  step.model_reason = choice.reason;
  step.charge = charge_of(step.spec, options);
  policy.is_other_model = policy.is_other_model || is_auto;
  const bool is_stand_in = step.model->is_embedded() && step.requested_model != step.model->id;
  if (!step.skip.value_or(false)) {
    step.unsent = is_new ? leave_out_unsent(known, *step.kind, *step.model, is_stand_in, policy)
                         : restored_unsent(step, options, known);
  }
  if (!step.spec.with.contains("seed")) known.erase("seed");
  if (step.kind->check) step.kind->check(known, *step.model, options.image_limits);
  step.operation = step::planned_operation(*step.kind, known);
  add_expected_pictures(step, known, pictures);
  step.estimate = estimate_of(step, options);
}

// Checks that need no model.
void check_values(const PlannedStep& step, const json& known, const PictureBounds& pictures) {
  if (step.skip != false) return;
  pictures.refuse_missing_items(step);
  refuse_absent_values(step, known);
  refuse_mismatched_mask(step, known);
  if (step.kind->validate != nullptr) step.kind->validate(known);
}

// The line of the template with the value that is refused; none: it is not a part of it.
std::optional<Problem> literal_problem(const Error& error, const templates::StepSpec& spec,
                                       const templates::Template& workflow,
                                       const provider::Catalogue& catalogue) {
  const std::string message = fmt::format("step {}: {}", spec.id, error.what());
  if (workflow.source.empty()) return std::nullopt;
  for (const Problem& problem : unusable_literals(workflow, catalogue)) {
    if (problem.message == message) return problem;
  }
  return std::nullopt;
}

// As StepRefused::sources(). --seed is for every step that does not write its own.
std::map<std::string, std::string> parameter_sources(const templates::StepSpec& spec) {
  std::map<std::string, std::string> sources{{"seed", "run.seed"}};
  for (const auto& [parameter, value] : spec.with.items()) {
    const std::vector<std::string> paths = templates::paths_in(value);
    sources[parameter] = paths.size() == 1 ? paths.front() : "";
  }
  std::erase_if(sources, [](const auto& source) {
    return !source.second.starts_with("intake.") && source.second != "run.seed";
  });
  return sources;
}

[[noreturn]] void throw_located(const Error& error, const templates::StepSpec& spec,
                                const templates::Template& workflow,
                                const provider::Catalogue& catalogue) {
  if (const auto problem = literal_problem(error, spec, workflow, catalogue))
    throw Error(error).with_problems({*problem});
  throw StepRefused(error, parameter_sources(spec));
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

void copy_options(const PlanOptions& options, const provider::Catalogue& catalogue, Plan& plan) {
  plan.take = options.take;
  plan.max_cost = options.max_cost;
  plan.allow_ignored = options.allow_ignored;
  plan.send_original = options.send_original;
  plan.uses_cache = options.uses_cache;
  plan.fresh = options.fresh;
  plan.seed = options.seed.value_or(options.take);
  plan.offline = options.offline;
  plan.replayed = options.replayed;
  plan.catalog_version = catalogue.version();
}

void refuse_unknown_fresh(const Plan& plan) {
  std::vector<std::string> known;
  for (const PlannedStep& step : plan.steps) known.push_back(step.spec.id);
  for (const std::string& id : plan.fresh) {
    if (std::ranges::find(known, id) != known.end()) continue;
    throw Error(ErrorCode::usage, "--fresh: {} has no step \"{}\"", plan.workflow.id, id)
        .with_help(fmt::format("its steps are: {}", fmt::join(known, ", ")));
  }
}

}  // namespace

Plan make_plan(templates::Template workflow, const json& given,
               const provider::Catalogue& catalogue, const PlanOptions& options) {
  Plan plan;
  ResolvedIntake resolved =
      resolve_images(workflow, templates::validate_intake(workflow, given), options);
  plan.intake = std::move(resolved.intake);
  plan.inputs = std::move(resolved.inputs);
  copy_options(options, catalogue, plan);

  PlanTimeEvaluator evaluator(plan.inputs, workflow.tables,
                              {{"id", nullptr}, {"seed", plan.seed}, {"take", plan.take}});
  plan.catalog = json::array();
  const Lineage given_pictures(plan.inputs);
  std::optional<std::string> subject = find_prompt(workflow, plan.intake);
  PictureBounds pictures;
  for (const templates::StepSpec& spec : workflow.steps) {
    PlannedStep step{.spec = spec, .kind = step::find_step_kind(spec.uses)};
    if (!step.kind) throw Error(ErrorCode::invalid_template, "unknown step kind \"{}\"", spec.uses);
    step.skip = will_skip(spec, evaluator);
    const json known = given_pictures.resolve(step, evaluator.known_part(spec.with));
    if (!subject) subject = subject_given_to(step, known);
    step.runs = runs_of(step, known, pictures);
    try {
      if (!options.unsent) check_values(step, known, pictures);
      if (step.kind->signature.metered) {
        refuse_incapable_model(plan.steps, step, known, workflow, catalogue, options);
        price(step, known, policy_for(step, workflow, given, options), pictures, catalogue,
              options);
        plan.catalog.push_back(*step.model);
      }
    } catch (const Error& error) {
      if (!error.problems().empty()) throw;
      throw_located(error, spec, workflow, catalogue);
    }
    pictures.add(step, known);
    evaluate_early(step, known, evaluator);
    plan.steps.push_back(std::move(step));
  }
  plan.subject = subject.value_or("");
  refuse_unused_models(plan.steps, options);
  plan.workflow = std::move(workflow);
  refuse_unknown_fresh(plan);
  return plan;
}

}  // namespace limner::engine
