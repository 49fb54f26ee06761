// Prints a plan.
#include "cli/render/run_plan.hpp"

#include "app/report/json_output.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/step_lines.hpp"

#include <limner/error.hpp>

#include <algorithm>

namespace limner::cli {

namespace {

std::string_view status_of(const engine::PlannedStep& step) {
  if (step.reuse) return "reused";
  if (!step.skip) return "open";
  return *step.skip ? "skipped" : "planned";
}

std::string format_planned_cost(const engine::PlannedStep& step) {
  if (step.reuse) return reuse_words(*step.reuse);
  if (step.skip.value_or(false)) return "skipped";
  if (!step.model) return "";
  return step.estimate ? estimated_dollars(*step.estimate) : "not known";
}

bool is_reused(const engine::PlannedStep& step) {
  return step.reuse.has_value();
}

ordered_json planned_step_json(const engine::PlannedStep& step, int ordinal) {
  ordered_json shape = {{"ordinal", ordinal},        {"id", step.spec.id},
                        {"name", step.spec.name},    {"uses", step.spec.uses},
                        {"status", status_of(step)}, {"provider", nullptr},
                        {"model", nullptr},          {"modelExecution", nullptr},
                        {"chargeType", nullptr},     {"cost", nullptr}};
  shape["reusedFrom"] = step.reuse ? ordered_json(engine::reference_to(*step.reuse)) : nullptr;
  if (!step.model) return shape;
  shape["provider"] = step.model->provider;
  shape["model"] = step.model->id;
  shape["modelExecution"] = {{"requested", step.requested_model},
                             {"resolved", step.model->id},
                             {"underlying", nullptr},
                             {"outputType", nullptr},
                             {"reason", step.model_reason}};
  shape["chargeType"] = to_string(step.charge);
  shape["cost"] = {{"estimatedUsd", step.estimate ? app::number(*step.estimate) : ordered_json()},
                   {"actualUsd", nullptr},
                   {"status", store::CostStatus::estimated}};
  return shape;
}

ordered_json plan_json(const engine::Plan& plan, const PlanForecast& forecast) {
  ordered_json steps = ordered_json::array();
  for (int ordinal = 0; const engine::PlannedStep& step : plan.steps)
    steps.push_back(planned_step_json(step, ordinal++));
  return {{"id", nullptr},
          {"status", "planned"},
          {"artifactId", nullptr},
          {"durationMs", nullptr},
          {"totalCosts",
           app::cost_json({.estimated = plan.estimate(), .status = store::CostStatus::estimated})},
          {"templateId", plan.workflow.id},
          {"requestId", nullptr},
          {"artifactIds", ordered_json::array()},
          {"credits",
           {{"charged", app::number(Credits())},
            {"refunded", app::number(Credits())},
            {"wallet", nullptr}}},
          {"reusedSteps", std::ranges::count_if(plan.steps, is_reused)},
          {"inDoubt", ordered_json::array()},
          {"forecast", forecast_json(forecast)},
          {"pricesAsOf", plan.catalog_version},
          {"specification", plan.specification()},
          {"runSteps", steps}};
}

}  // namespace

ordered_json forecast_json(const PlanForecast& forecast) {
  const auto amount = [](const std::optional<Money>& money) {
    return money ? app::number(*money) : ordered_json();
  };
  return {{"lowUsd", amount(forecast.cost.low)},
          {"likelyUsd", amount(forecast.cost.likely)},
          {"ceilingUsd", app::number(forecast.cost.ceiling)},
          {"samples", forecast.cost.samples},
          {"usualMs", forecast.usual ? ordered_json(forecast.usual->count()) : ordered_json()}};
}

std::string forecast_words(const PlanForecast& forecast) {
  const engine::CostForecast& cost = forecast.cost;
  if (cost.ceiling.is_zero()) return {};
  std::string words = "likely cost unknown: no settled call of this kind in the store";
  if (cost.low && cost.likely) {
    words = fmt::format("likely {}, at least {} (from {} settled {})", dollars(*cost.likely),
                        dollars(*cost.low), cost.samples,
                        either(static_cast<std::size_t>(cost.samples), "call", "calls"));
  }
  if (forecast.usual)
    words += fmt::format("; a run usually takes {}", format_duration(*forecast.usual));
  return words;
}

void print_plan(const Session& session, const engine::Plan& plan, const PlanForecast& forecast) {
  if (session.flags.json || session.flags.jsonl) {
    print_json(session, plan_json(plan, forecast));
    return;
  }
  Output& out = session.out;
  const std::string title = plain(plan.title());
  session.err.text << session.err.paint(TextStyle::strong,
                                        plan.workflow.id + " " + plan.workflow.version)
                   << "  " << cut(title, 48, session.err.unicode) << '\n'
                   << std::flush;
  std::size_t name = 0;
  std::size_t model = 0;
  for (const engine::PlannedStep& step : plan.steps) {
    name = std::max(name, step.spec.name.size());
    model = std::max(model, step.model ? step.model->id.size() : 0);
  }
  for (const engine::PlannedStep& step : plan.steps) {
    std::string line =
        fmt::format("  {:<{}}  {:<{}}  {}", step.spec.name, name, step.model ? step.model->id : "",
                    model, format_planned_cost(step));
    line.erase(line.find_last_not_of(' ') + 1);
    out.text << out.paint(step.skip.value_or(false) ? TextStyle::faint : TextStyle::plain, line)
             << '\n';
  }
  for (const engine::PlannedStep& step : plan.steps) {
    if (step.requested_model == "auto")
      note(session, fmt::format("{}: {}", step.spec.name, step.model_reason));
    for (const nlohmann::json& warning : engine::plan_warnings(step)) {
      note(session, fmt::format("{}: {}", step.spec.name,
                                warning.at("message").get_ref<const std::string&>()));
    }
  }
  out.text << fmt::format("at most {}, prices of {}\n", dollars(plan.estimate()),
                          plan.catalog_version)
           << std::flush;
  if (const std::string words = forecast_words(forecast); !words.empty()) out.text << words << '\n';
  session.err.text << "nothing was sent or written\n";
}

}  // namespace limner::cli
