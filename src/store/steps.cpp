// Steps: one row each, written as it happens.
#include "store/records.hpp"

namespace limner::store {

void insert_step(Database& database, const RunId& run, const StepRow& step) {
  database
      .query("insert into steps (run, ordinal, id, name, uses, status, provider, model, "
             "model_execution, started, finished, duration_ms, attempts, cache_key, reused_from, "
             "inputs, outputs, usage, warnings, failure) "
             "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
             run, step.ordinal, step.id, step.name, step.uses, step.status, step.provider,
             step.model, step.model_execution, step.started, step.finished, step.duration_ms,
             step.attempts, step.cache_key, step.reused_from, step.inputs, step.outputs, step.usage,
             step.warnings, step.failure)
      .run();
}

void update_step(Database& database, const RunId& run, const StepRow& step) {
  database
      .query(
          "update steps set status = ?, provider = ?, model = ?, model_execution = ?, started = ?, "
          "finished = ?, duration_ms = ?, attempts = ?, cache_key = ?, reused_from = ?, "
          "inputs = ?, outputs = ?, usage = ?, warnings = ?, failure = ? "
          "where run = ? and ordinal = ?",
          step.status, step.provider, step.model, step.model_execution, step.started, step.finished,
          step.duration_ms, step.attempts, step.cache_key, step.reused_from, step.inputs,
          step.outputs, step.usage, step.warnings, step.failure, run, step.ordinal)
      .run();
}

std::vector<StepRow> Records::steps(const RunId& id) const {
  Query row = impl_->database.query(
      "select ordinal, id, name, uses, status, provider, model, model_execution, started, "
      "finished, duration_ms, attempts, cache_key, reused_from, inputs, outputs, usage, warnings, "
      "failure from steps where run = ? order by ordinal",
      id);
  std::vector<StepRow> steps;
  while (row.next()) {
    steps.push_back({.ordinal = row.small(),
                     .id = row.text(),
                     .name = row.text(),
                     .uses = row.text(),
                     .status = row.text(),
                     .provider = row.text(),
                     .model = row.text(),
                     .model_execution = row.json(),
                     .started = row.maybe(&Query::time),
                     .finished = row.maybe(&Query::time),
                     .duration_ms = row.maybe(&Query::integer),
                     .attempts = row.small(),
                     .cache_key = row.text(),
                     .reused_from = row.text(),
                     .inputs = row.json(),
                     .outputs = row.json(),
                     .usage = row.json(),
                     .warnings = row.json(),
                     .failure = row.json()});
  }
  return steps;
}

}  // namespace limner::store
