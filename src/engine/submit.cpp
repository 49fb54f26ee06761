// Writing a run that is executed later.
#include "engine/artifact_builder.hpp"

#include <limner/engine.hpp>

#include <utility>

namespace limner::engine {

Submission submit(const Plan& plan, const SubmitEnv& env) {
  NewRun made = new_run(plan, RunId::make(env.ids), env.clock.now());
  made.run.request_id = env.request_id;
  made.run.tags = env.tags;
  std::optional<store::OnceEntry> taken = env.records.submit_run(
      made.run, made.steps, template_version(plan.workflow), made.catalog, env.once);
  return {.run = std::move(made.run.id), .taken = std::move(taken)};
}

}  // namespace limner::engine
