// Members of Plan: price, title, frozen specification.
#include <limner/engine.hpp>
#include <limner/error.hpp>
#include <limner/json.hpp>

namespace limner::engine {

namespace {

using nlohmann::json;

json money(const std::optional<Money>& amount) {
  return amount ? json(amount->str()) : json();
}

json step_specification(const PlannedStep& step) {
  json out{{"id", step.spec.id},
           {"uses", step.spec.uses},
           {"name", step.spec.name},
           {"skip", step.skip ? json(*step.skip) : json()}};
  if (step.model) {
    out["model"] = {{"requested", step.requested_model},
                    {"resolved", step.model->id},
                    {"reason", step.model_reason}};
    out["charge"] = to_string(step.charge);
    out["estimatedUsd"] = money(step.estimate);
    out["unsent"] = json::array();
    for (const UnsentParameter& one : step.unsent) {
      out["unsent"].push_back(
          {{"parameter", one.name}, {"value", one.value}, {"reason", to_string(one.reason)}});
    }
  }
  return out;
}

}  // namespace

store::TemplateVersion template_version(const templates::Template& workflow) {
  return {.digest = workflow.digest().hex(),
          .id = workflow.id,
          .version = workflow.version,
          .canonical = workflow.canonical,
          .source = workflow.source};
}

Money Plan::estimate() const {
  Money sum;
  for (const PlannedStep& step : steps) sum += step.estimate.value_or(Money());
  return sum;
}

json Plan::specification() const {
  json out{
      {"schema", 1},
      {"template",
       {{"id", workflow.id}, {"version", workflow.version}, {"digest", workflow.digest().hex()}}},
      {"intake", intake},
      {"seed", seed},
      {"take", take},
      {"offline", offline},
      {"replayed", replayed},
      {"allowIgnored", allow_ignored},
      {"sendOriginal", send_original},
      {"usesCache", uses_cache},
      {"fresh", fresh},
      {"catalogVersion", catalog_version},
      {"catalogDigest", Digest::of(canonical(catalog)).hex()},
      {"estimatedUsd", estimate().str()},
      {"limits", {{"maxUsd", money(workflow.max_cost)}, {"maxCostUsd", money(max_cost)}}},
      {"steps", json::array()}};
  for (const PlannedStep& step : steps) out["steps"].push_back(step_specification(step));
  return out;
}

std::string Plan::title() const {
  return subject.empty() ? workflow.name : subject;
}

void check_max_cost(std::optional<Money> max_cost) {
  if (max_cost && *max_cost < Money()) {
    throw Error(ErrorCode::usage, "--max-cost cannot be negative")
        .with_help("give dollars, such as 0.50");
  }
}

void check_budget(const Plan& plan, std::optional<Money> max_cost) {
  check_max_cost(max_cost);
  for (const PlannedStep& step : plan.steps) {
    if (!step.model || step.estimate) continue;
    const bool is_tool = step.model->mode == provider::GenerationMode::hosted_image_generation_tool;
    throw Error(ErrorCode::unpriceable, "the catalogue does not say what {} costs for step {}",
                step.model->id, step.spec.id)
        .with_help(is_tool ? "say which chat model calls it, and its prices: limner help catalogue"
                           : "choose a model with a price: limner models ls --max-usd 1");
  }
  const Money worst = plan.estimate();
  const auto refuse = [&](Money limit, std::string_view set_by, std::string_view help) {
    throw Error(ErrorCode::cap_exceeded, "this run may cost ${}, and {} allows ${}", worst.str(),
                set_by, limit.str())
        .with_help(std::string(help));
  };
  if (max_cost && worst > *max_cost)
    refuse(*max_cost, "--max-cost", fmt::format("allow it: --max-cost {}", worst.str()));
  if (plan.workflow.max_cost && worst > *plan.workflow.max_cost) {
    refuse(*plan.workflow.max_cost, fmt::format("limits.maxUsd of {}", plan.workflow.id),
           "choose a cheaper quality or model, or raise limits.maxUsd in the template");
  }
}

}  // namespace limner::engine
