#include "engine/run_outcome.hpp"

#include "engine/failure.hpp"

#include <limner/error.hpp>

#include <algorithm>

namespace limner::engine {

namespace {

bool has_step(const std::vector<store::StepRow>& steps, store::StepStatus status) {
  return std::ranges::find(steps, status, &store::StepRow::status) != steps.end();
}

bool has_bought(const std::vector<store::StepRow>& steps) {
  return std::ranges::any_of(steps, [](const store::StepRow& step) {
    const bool is_paid = !step.provider.empty() && step.provider != provider::embedded_provider;
    return is_paid && step.status == store::StepStatus::succeeded;
  });
}

RunOutcome unfinished_outcome(const store::RunRow& run, bool is_stopped) {
  if (is_stopped) {
    Error stop(ErrorCode::interrupted, "stopped before the end");
    stop.with_help(fmt::format("continue: limner resume {}", run.id.short_id()));
    return {store::RunStatus::canceled, failure_json(stop, "")};
  }
  const Error late(ErrorCode::timed_out, "the run took longer than limits.maxDuration");
  return {store::RunStatus::failed, failure_json(late, "")};
}

store::RunStatus finished_status(const Plan& plan, const store::RunRow& run, bool has_artifact) {
  if (!has_artifact)
    return run.failure.is_null() ? store::RunStatus::completed : store::RunStatus::failed;
  return plan.workflow.review == templates::Review::none ? store::RunStatus::completed
                                                         : store::RunStatus::review;
}

}  // namespace

RunOutcome outcome_of(const Plan& plan, const store::RunRow& run,
                      const std::vector<store::StepRow>& steps, const RunEnding& ending) {
  const nlohmann::json& failure = run.failure;
  if (has_step(steps, store::StepStatus::in_doubt)) return {store::RunStatus::in_doubt, failure};
  if (failure.is_object() && failure.at("code") == traits(ErrorCode::interrupted).name)
    return {store::RunStatus::canceled, failure};
  if (ending.is_terminated) return {store::RunStatus::failed, failure};
  if (has_step(steps, store::StepStatus::pending) || has_step(steps, store::StepStatus::running))
    return unfinished_outcome(run, ending.is_stopped);
  return {finished_status(plan, run, ending.has_artifact), failure};
}

bool has_ended_well(store::RunStatus status) {
  return status == store::RunStatus::review || status == store::RunStatus::completed;
}

bool is_price_due(const Plan& plan, const std::vector<store::StepRow>& steps,
                  store::RunStatus status) {
  if (has_step(steps, store::StepStatus::reused) && !has_bought(steps)) return false;
  if (has_ended_well(status)) return true;
  return plan.workflow.pricing && !plan.workflow.pricing->refund_on_any_failure;
}

}  // namespace limner::engine
