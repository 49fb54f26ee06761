// What one transaction of a run writes.
#pragma once

#include <limner/asset.hpp>
#include <limner/store/rows.hpp>

#include <nlohmann/json.hpp>

#include <vector>

namespace limner::store {

// The end of one step and the start of the next. The pointers may be null, and are read only
// during the call.
struct StepTransition {
  const StepRow* finished = nullptr;
  const StepRow* started = nullptr;
  std::vector<const StepRow*> reset = {};  // later steps that are pending again
  std::vector<Asset> blobs;                // files that rows of this transaction name
  std::vector<ArtifactRow> artifacts;
  std::vector<CallRow> calls;  // that end with the step; an embedded one is inserted
  std::vector<CostEntry> costs;
  bool price_is_due = false;  // for end_run(): captures the run's price instead of releasing it
};

// The end of an accepted call, or of one in doubt, of a run without an owner.
struct ResolvedCall {
  CallRow call;
  std::vector<CostEntry> costs;
  std::vector<Asset> blobs;
  StepStatus step_status = StepStatus::pending;
  nlohmann::json failure;  // as RunRow::failure
};

}  // namespace limner::store
