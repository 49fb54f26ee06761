// Resuming a run: its unfinished steps, and its plan from the frozen specification.
#include <limner/engine.hpp>
#include <limner/error.hpp>

#include <algorithm>

namespace limner::engine {

namespace {

using nlohmann::json;

// A recording has no answer to a request that was sent, and the user of a replayed run has not
// agreed to pay for the rest of it.
void refuse_other_source(const json& specification, const PlanOptions& options) {
  const bool was_replayed = specification.value("replayed", false);
  if (was_replayed == options.replayed) return;
  if (was_replayed) {
    throw Error(ErrorCode::usage, "this run takes its answers from a recording, and pays nothing")
        .with_help("name the recording again: limner resume RUN --replay DIR");
  }
  throw Error(ErrorCode::usage, "this run asks providers: a recording cannot finish it")
      .with_help("leave --replay out");
}

// --max-cost of the command that started the run.
std::optional<Money> frozen_max_cost(const json& specification) {
  const json& limits = specification.at("limits");
  const auto given = limits.find("maxCostUsd");
  if (given == limits.end() || given->is_null()) return {};
  return Money::parse(given->get<std::string>());
}

// What each step left out of its request. Runs of older versions left out nothing.
std::map<std::string, std::vector<UnsentParameter>> frozen_unsent(const json& specification) {
  std::map<std::string, std::vector<UnsentParameter>> unsent;
  for (const json& step : specification.at("steps")) {
    for (const json& one : step.value("unsent", json::array())) {
      unsent[step.at("id").get<std::string>()].push_back(
          {.name = one.at("parameter").get<std::string>(),
           .value = one.at("value").get<std::string>(),
           .reason = parse_enum<UnsentReason>(one.at("reason").get<std::string>())
                         .value_or(UnsentReason::preset)});
    }
  }
  return unsent;
}

// With the models that were chosen: `auto` may choose others today.
PlanOptions frozen_options(const json& specification, PlanOptions options) {
  refuse_other_source(specification, options);
  options.offline = specification.at("offline").get<bool>();
  options.seed = specification.at("seed").get<std::int64_t>();
  options.take = specification.at("take").get<int>();
  options.allow_ignored = specification.value("allowIgnored", false);
  options.send_original = specification.value("sendOriginal", false);
  options.uses_cache = specification.at("usesCache").get<bool>();
  options.fresh = specification.at("fresh").get<std::set<std::string>>();
  options.unsent = frozen_unsent(specification);
  if (!options.max_cost) options.max_cost = frozen_max_cost(specification);
  options.models.clear();
  for (const json& step : specification.at("steps")) {
    if (step.contains("model"))
      options.models[step.at("id").get<std::string>()] = step.at("model").at("resolved");
  }
  return options;
}

void restore_choices(PlannedStep& step, const json& specified) {
  if (!step.model) return;
  step.requested_model = specified.at("model").at("requested").get<std::string>();
  step.model_reason = specified.at("model").at("reason").get<std::string>();
  const std::string charge = specified.at("charge").get<std::string>();
  const std::optional<ChargeType> type = parse_enum<ChargeType>(charge);
  if (!type) {
    throw Error(ErrorCode::store_damaged,
                "the specification of the run has the unknown charge "
                "\"{}\"",
                charge);
  }
  step.charge = *type;
}

void refuse_other_steps(const Plan& plan, const std::vector<store::StepRow>& steps) {
  if (steps.size() != plan.steps.size()) {
    throw Error(ErrorCode::store_damaged, "the run has {} steps in the store, its template has {}",
                steps.size(), plan.steps.size());
  }
  for (std::size_t at = 0; at < steps.size(); ++at) {
    if (steps[at].ordinal == static_cast<int>(at) && steps[at].id == plan.steps[at].spec.id)
      continue;
    throw Error(ErrorCode::store_damaged,
                "step {} of the run is \"{}\" (number {}) in the store, \"{}\" in its template", at,
                steps[at].id, steps[at].ordinal, plan.steps[at].spec.id);
  }
}

Plan planned_as(const store::RunRow& run, templates::Template workflow,
                const provider::Catalogue& catalogue, const PlanOptions& options) {
  Plan plan = make_plan(std::move(workflow), run.intake, catalogue,
                        frozen_options(run.specification, options));
  plan.checks_unsent = run.specification.contains("allowIgnored");
  const json& specified = run.specification.at("steps");
  if (specified.size() != plan.steps.size()) {
    throw Error(ErrorCode::store_damaged,
                "the specification of run {} has {} steps, its template has {}", run.id.short_id(),
                specified.size(), plan.steps.size());
  }
  for (std::size_t at = 0; at < plan.steps.size(); ++at)
    restore_choices(plan.steps[at], specified.at(at));
  return plan;
}

}  // namespace

Plan restore_plan(const store::RunRow& run, templates::Template workflow,
                  const provider::Catalogue& catalogue, const PlanOptions& options) {
  try {
    return planned_as(run, std::move(workflow), catalogue, options);
  } catch (const json::exception& error) {
    throw Error(ErrorCode::store_damaged, "the specification of run {} is damaged: {}",
                run.id.short_id(), error.what());
  }
}

bool is_finished(const PlannedStep& step, const store::StepRow& row) {
  if (row.status == store::StepStatus::failed)
    return step.spec.on_failure == templates::OnFailure::continue_run;
  return row.status == store::StepStatus::succeeded || row.status == store::StepStatus::skipped ||
         row.status == store::StepStatus::reused;
}

std::optional<std::size_t> first_unfinished_step(const Plan& plan,
                                                 const std::vector<store::StepRow>& steps) {
  refuse_other_steps(plan, steps);
  for (std::size_t at = 0; at < steps.size(); ++at) {
    if (!is_finished(plan.steps.at(at), steps[at])) return at;
  }
  return {};
}

}  // namespace limner::engine
