#include "app/named_work.hpp"

#include <limner/error.hpp>

#include <fmt/format.h>

namespace limner::app {

std::string full_id(const WorkId& id) {
  return std::visit([](const auto& one) { return one.str(); }, id);
}

std::string short_name(const WorkId& id) {
  return std::visit(
      [&](const auto& one) {
        return fmt::format("{} {}", std::holds_alternative<RunId>(id) ? "run" : "batch",
                           one.short_id());
      },
      id);
}

namespace {

// The newest batch, when no run is newer that is not one of its rows.
std::optional<BatchId> last_batch(const store::Records& records) {
  const std::vector<store::BatchRow> batches = records.batches(1);
  if (batches.empty()) return std::nullopt;
  const store::BatchRow& batch = batches.front();
  const std::vector<store::RunRow> runs = records.runs({.limit = 1});
  if (runs.empty() || runs.front().queued < batch.at) return batch.id;
  const std::vector<store::RunRow> of_batch = records.runs({.batch = batch.id, .limit = 1});
  if (of_batch.empty() || of_batch.front().id != runs.front().id) return std::nullopt;
  return batch.id;
}

}  // namespace

WorkId find_work(const store::Records& records, std::string_view text) {
  if (text == "@last") {
    if (const std::optional<BatchId> batch = last_batch(records)) return *batch;
  }
  if (text.starts_with("@") || text.starts_with(RunTag::prefix)) return records.find_run(text);
  try {
    return records.find_batch(text);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found || text.starts_with(BatchTag::prefix)) throw;
  }
  return records.find_run(text);
}

}  // namespace limner::app
