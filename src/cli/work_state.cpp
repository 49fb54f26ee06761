#include "cli/work_state.hpp"

#include "app/resume_run.hpp"
#include "cli/render/batch_result.hpp"
#include "cli/render/run_result.hpp"

#include <limner/error.hpp>

#include <algorithm>

namespace limner::cli {

namespace {

WorkState stored_state(const store::Records& records, const RunId& id) {
  const store::RunRow run = records.run(id).value();
  WorkState state{.id = id, .status = std::string(to_string(run.status))};
  state.has_ended = app::has_ended(run);
  if (state.has_ended) {
    state.exit_code = exit_code_of(app::load_run_report(records, id));
  } else {
    state.has_worker = records.has_worker(id);
  }
  return state;
}

int exit_code_of_batch(const store::Records& records, const store::BatchRow& batch,
                       const store::BatchCounts& counts) {
  if (counts.succeeded == counts.total()) return 0;
  if (batch.exit_code) return *batch.exit_code;
  if (batch.canceled) return traits(ErrorCode::interrupted).exit_code;
  BatchEnd end;
  end.items = records.batch_items(batch.id);
  return batch_exit_code(end, "any", 0);
}

WorkState stored_state(const store::Records& records, const BatchId& id) {
  const store::BatchRow batch = records.batch(id).value();
  WorkState state{.id = id, .counts = records.count_items(id)};
  const store::BatchCounts& counts = state.counts;
  state.has_worker = records.has_worker(id);
  const bool is_left = counts.queued == 0 || batch.canceled || batch.exit_code;
  state.has_ended = !state.has_worker && counts.running == 0 && is_left;
  if (state.has_ended) {
    state.exit_code = exit_code_of_batch(records, batch, counts);
    state.status = batch.canceled && counts.queued > 0 ? "canceled" : "ended";
  } else {
    state.status = counts.queued == counts.total() && !state.has_worker ? "queued" : "running";
  }
  return state;
}

}  // namespace

WorkState work_state(const store::Records& records, const app::WorkId& id) {
  return std::visit([&](const auto& one) { return stored_state(records, one); }, id);
}

ordered_json work_state_json(const WorkState& state) {
  return {{"id", app::full_id(state.id)},
          {"kind", std::holds_alternative<RunId>(state.id) ? "run" : "batch"},
          {"status", state.status},
          {"hasWorker", state.has_worker},
          {"exitCode", state.has_ended ? ordered_json(state.exit_code) : ordered_json()}};
}

std::vector<app::WorkId> find_all_work(const store::Records& records,
                                       const std::vector<std::string>& names) {
  std::vector<app::WorkId> all;
  for (const std::string& name : names) {
    app::WorkId id = app::find_work(records, name);
    if (std::ranges::find(all, id) == all.end()) all.push_back(std::move(id));
  }
  return all;
}

}  // namespace limner::cli
