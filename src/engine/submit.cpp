// Writing a run that is executed later.
#include "engine/artifact_builder.hpp"

#include <limner/engine.hpp>
#include <limner/json.hpp>

namespace limner::engine {

Submission submit(const Plan& plan, const SubmitEnv& env) {
  store::RunRow run{.id = RunId::make(env.ids),
                    .request_id = env.request_id,
                    .template_id = plan.workflow.id,
                    .template_digest = plan.workflow.digest().hex(),
                    .title = plan.title(),
                    .status = store::RunStatus::queued,
                    .specification = plan.specification(),
                    .intake = plan.intake,
                    .take = plan.take,
                    .queued = env.clock.now(),
                    .started = {},
                    .first_artifact = {},
                    .completed = {},
                    .duration_ms = {},
                    .failure = {},
                    .output = {},
                    .tags = env.tags};
  std::vector<store::StepRow> steps;
  for (const PlannedStep& step : plan.steps)
    steps.push_back(planned_row(step, static_cast<int>(steps.size())));
  const std::string catalog = canonical(plan.catalog);
  std::optional<store::OnceEntry> taken =
      env.records.submit_run(run, steps, template_version(plan.workflow),
                             {.digest = Digest::of(catalog).hex(), .content = catalog}, env.once);
  return {.run = std::move(run.id), .taken = std::move(taken)};
}

}  // namespace limner::engine
