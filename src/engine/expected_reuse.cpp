// The steps of a plan whose results earlier runs have.
#include "engine/artifact_builder.hpp"
#include "engine/lineage.hpp"
#include "engine/run_state.hpp"
#include "engine/step_cache.hpp"
#include "engine/step_execution.hpp"

#include <limner/error.hpp>

#include <utility>

namespace limner::engine {

namespace {

using nlohmann::json;

// The run as it will be, as far as its steps are known without executing one.
class ExpectedRun {
 public:
  ExpectedRun(Plan& plan, const ReuseSources& sources)
      : plan_(plan),
        images_(sources.blobs, sources.image_limits),
        cache_(plan, {sources.records, images_, sources.providers, sources.version, sources.tags,
                      sources.reads_files}),
        lineage_(plan.inputs),
        state_{.run = {.id = RunId::parse("run-00000000000000000000000000")}, .steps = {}} {
    for (int ordinal = 0; const PlannedStep& step : plan.steps)
      state_.steps.push_back(planned_row(step, ordinal++));
  }

  void mark() {
    for (std::size_t at = 0; at < plan_.steps.size(); ++at) {
      if (!is_known(at)) return;
    }
  }

 private:
  // Whether the outputs of the step are known: of a skipped step, of one that is reused, and of
  // one that uses nothing but its parameters.
  bool is_known(std::size_t at) {
    PlannedStep& step = plan_.steps[at];
    store::StepRow& row = state_.steps[at];
    const json scope = scope_of(plan_, state_);
    const std::string& condition = step.spec.condition;
    if (!condition.empty() && !templates::is_true(templates::expand(condition, scope))) {
      row.status = store::StepStatus::skipped;
      return true;
    }
    row.inputs = lineage_.resolve(step, templates::expand(step.spec.with, scope));
    const SentParameters sent = sent_parameters(
        step, row.inputs, {.plan = plan_, .image_limits = images_.limits(), .strict = false});
    const auto cached = cache_.find(step, cache_.key(step, row.ordinal, sent.with));
    if (cached) {
      lineage_.adopt(step, row, cached->row);
      row.status = store::StepStatus::reused;
      step.reuse = cached->reuse;
      if (step.estimate) step.estimate = Money();
      return true;
    }
    if (!step.kind->pure) return false;
    row.outputs = step.kind->run({.with = sent.with}).values;
    row.status = store::StepStatus::succeeded;
    return true;
  }

  Plan& plan_;
  ImageCache images_;
  StepCache cache_;
  Lineage lineage_;
  RunState state_;
};

}  // namespace

void expect_reuse(Plan& plan, const ReuseSources& sources) {
  if (!plan.uses_cache) return;
  try {
    ExpectedRun(plan, sources).mark();
  } catch (const Error&) {
    // The run will meet the same error, and report it with its step.
  }
}

}  // namespace limner::engine
