// Equal steps of several runs at the same time: one is executed, the others wait for its result.
#pragma once

#include "engine/paid_calls.hpp"
#include "engine/step_cache.hpp"
#include "engine/step_resources.hpp"

#include <functional>
#include <optional>

namespace limner::engine {

// The right of a run to execute a step, which no other run executes meanwhile, in this process or
// another. One per step that is executed, used from the thread of its run, which has at most one:
// a run that waits executes no step that others wait for. All references must outlive it. The
// destructor gives the right up.
class StepFlight {
 public:
  // `row`: the step, with its cache_key.
  StepFlight(const RunEnv& env, PaidCalls& calls, StepResources& resources, const RunId& run,
             const store::StepRow& row)
      : env_(env), calls_(calls), resources_(resources), own_{run, row.ordinal}, row_(row) {}
  StepFlight(const StepFlight&) = delete;
  StepFlight& operator=(const StepFlight&) = delete;
  ~StepFlight();

  // Waits for runs that execute an equal step. Returns what `find` finds then; with nothing, this
  // run is to execute the step. While it waits it has no memory, core or slot of a provider. Throws
  // Error{interrupted} after a stop, and for a step that has failed for a reason that lies in it
  // the same error: nothing is sent. Throws Error{in_doubt} when its call may have been paid for.
  std::optional<CachedStep> find_or_lead(const std::function<std::optional<CachedStep>()>& find);

  // The same for a step that must not use another result: others wait for this one.
  void lead();

  // The step was committed, and its end has ended the flight in the store.
  void end_with_step() { is_stored_ = false; }

 private:
  void wait_for_threads();
  std::optional<store::Flight> wait_for_processes(
      const std::function<void(const store::Flight&)>& look);
  void announce_wait();
  void announce_dequeued();
  void pause();
  void refuse_as(const store::Flight& leader, bool has_ended) const;

  const RunEnv& env_;
  PaidCalls& calls_;
  StepResources& resources_;
  store::Flight own_;
  const store::StepRow& row_;
  std::optional<FlightQueue::Turn> turn_;
  bool is_stored_ = false;
  bool is_announced_ = false;
};

}  // namespace limner::engine
