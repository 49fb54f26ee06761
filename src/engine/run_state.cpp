#include "engine/run_state.hpp"

#include "engine/artifact_builder.hpp"
#include "engine/spending_limits.hpp"

#include <algorithm>
#include <utility>

namespace limner::engine {

namespace {

using nlohmann::json;

void start(store::StepRow& step, Time now) {
  step.status = store::StepStatus::running;
  step.started = now;
}

}  // namespace

std::optional<RunState> begin_run(const Plan& plan, const std::optional<store::BatchSlot>& slot,
                                  const RunEnv& env) {
  NewRun made = new_run(plan, RunId::make(env.ids), env.clock.now());
  made.run.request_id = env.request_id;
  made.run.tags = env.tags;
  made.run.status = store::RunStatus::running;
  made.run.started = made.run.queued;
  start(made.steps.front(), made.run.queued);
  if (!env.records.begin_run(made.run, made.steps, template_version(plan.workflow), made.catalog,
                             fixed_price(plan, env.wallet_options.wallet), slot))
    return {};
  return RunState{.run = std::move(made.run), .steps = std::move(made.steps)};
}

RunState claim_run(const Plan& plan, const RunId& id, const RunEnv& env) {
  RunState state{.run = env.records.run(id).value(), .steps = env.records.steps(id)};
  const std::size_t first = first_unfinished_step(plan, state.steps).value_or(state.steps.size());
  const Time now = env.clock.now();
  state.run.status = store::RunStatus::running;
  if (!state.run.started) state.run.started = now;
  std::vector<store::StepRow> replaced;
  for (std::size_t at = first; at < state.steps.size(); ++at) {
    if (is_finished(plan.steps[at], state.steps[at])) continue;
    state.steps[at] = planned_row(plan.steps[at], static_cast<int>(at));
    if (at == first) start(state.steps[at], now);
    replaced.push_back(state.steps[at]);
  }
  env.records.reopen_run(state.run, replaced, fixed_price(plan, env.wallet_options.wallet), now);
  return state;
}

std::size_t next_unfinished(const Plan& plan, const RunState& state, std::size_t at) {
  while (at < state.steps.size() && is_finished(plan.steps[at], state.steps[at])) ++at;
  return at;
}

json scope_of(const Plan& plan, const RunState& state) {
  json outputs = json::object();
  for (const store::StepRow& step : state.steps) {
    if (step.status != store::StepStatus::pending && step.status != store::StepStatus::running)
      outputs[step.id] = step.outputs;
  }
  return {{"intake", plan.inputs},
          {"tables", plan.workflow.tables},
          {"steps", std::move(outputs)},
          {"run", {{"id", state.run.id.str()}, {"seed", plan.seed}, {"take", plan.take}}}};
}

json first_failure(const RunState& state) {
  const auto failed = std::ranges::find_if(
      state.steps, [](const store::StepRow& step) { return !step.failure.is_null(); });
  return failed == state.steps.end() ? json() : failed->failure;
}

bool is_terminated(const Plan& plan, const RunState& state) {
  for (std::size_t at = 0; at < state.steps.size(); ++at) {
    const bool ends_run = plan.steps[at].spec.on_failure == templates::OnFailure::terminate;
    if (ends_run && !state.steps[at].failure.is_null()) return true;
  }
  return false;
}

int count_of(const RunState& state, store::StepStatus status) {
  return static_cast<int>(std::ranges::count(state.steps, status, &store::StepRow::status));
}

int count_of_reusable(const Plan& plan, const RunState& state) {
  int count = 0;
  for (std::size_t at = 0; at < state.steps.size(); ++at) {
    const bool is_skipped = state.steps[at].status == store::StepStatus::skipped;
    if (!is_skipped && !plan.steps[at].kind->pure) ++count;
  }
  return count;
}

bool has_executed(const Plan& plan, const RunState& state) {
  for (std::size_t at = 0; at < state.steps.size(); ++at) {
    if (state.steps[at].status == store::StepStatus::succeeded && !plan.steps[at].kind->pure)
      return true;
  }
  return false;
}

bool has_new_artifact(const RunState& state) {
  return std::ranges::any_of(state.steps, [](const store::StepRow& step) {
    return step.status == store::StepStatus::succeeded && step.outputs.contains("artifactId");
  });
}

}  // namespace limner::engine
