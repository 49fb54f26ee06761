// How a run or batch stands, from the records.
#pragma once

#include "app/named_work.hpp"
#include "cli/session.hpp"

#include <string>

namespace limner::cli {

struct WorkState {
  app::WorkId id;
  std::string status = {};  // of a run; of a batch "queued", "running", "canceled" or "ended"
  bool has_ended = false;
  bool has_worker = false;         // a process that is alive works on it
  int exit_code = 0;               // when it has ended: that of the process that did it
  store::BatchCounts counts = {};  // of a batch
};

// A batch has ended when no process works on it and no row waits, or when it was canceled or its
// last process has left rows.
WorkState work_state(const store::Records& records, const app::WorkId& id);

// "id", "kind": "run" or "batch", "status", "hasWorker", "exitCode": null while it is pending.
ordered_json work_state_json(const WorkState& state);

// As app::find_work(), without repetition.
std::vector<app::WorkId> find_all_work(const store::Records& records,
                                       const std::vector<std::string>& names);

constexpr Millis between_looks_at_work{250};

}  // namespace limner::cli
