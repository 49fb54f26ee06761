// Rows of batches: many runs of one template.
#pragma once

#include <limner/clock.hpp>
#include <limner/id.hpp>
#include <limner/money.hpp>
#include <limner/store/states.hpp>
#include <limner/store/work.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace limner::store {

// A batch is known by its template, name and identity: the same again is the same batch.
struct BatchRow {
  BatchId id;
  std::string request_id;  // ULID of the invocation that submitted it
  std::string template_id;
  std::string template_digest;
  std::string name;                   // of the file of rows
  std::string identity;               // SHA-256 of the settings that determine its pictures
  nlohmann::json settings;            // options of every row; frozen
  std::optional<Money> max_cost;      // USD, of all its runs together
  Time at;                            // submitted
  std::optional<Time> canceled = {};  // none: not, or continued since
  std::optional<int> exit_code = {};  // of the last process that worked on it and has ended
};

// One row of a batch, and its run.
struct BatchItem {
  int ordinal = 0;  // from 0, in the order of the rows
  std::string key;  // names the row for people
  int line = 0;     // of the row in its file, from 1
  // {"intake": object, "seed", "take": integers or null, "model", "title": texts, "tags",
  // "columns": objects of texts}
  nlohmann::json content;
  std::string title = {};   // its subject, for lists; only read
  std::string digest = {};  // SHA-256 of what determines its pictures; identifies it in its batch
  std::optional<RunId> run = {};         // none: not started
  std::optional<RunStatus> status = {};  // of the run
  // The run has succeeded with the results of earlier runs: it has executed no step that calls a
  // model, and none whose result could be reused.
  bool is_reused = false;
  nlohmann::json failure = {};  // as RunRow::failure
};

struct SubmittedBatch {
  BatchId id;
  bool is_new = true;         // false: rows were added to a batch that was there
  int added = 0;              // rows that were not there
  std::vector<int> ordinals;  // of the given rows, in their order
  // What has the key of --once-per already; then nothing was written, and `id` is without meaning.
  std::optional<OnceEntry> taken = {};
};

// A row that a run is started for.
struct BatchSlot {
  BatchId batch;
  int ordinal = 0;
};

// How many rows of a batch are in each state.
struct BatchCounts {
  std::int64_t queued = 0;  // without a run
  std::int64_t running = 0;
  std::int64_t succeeded = 0;  // in review, completed, approved or rejected
  std::int64_t failed = 0;
  std::int64_t canceled = 0;
  std::int64_t in_doubt = 0;
  std::int64_t reused = 0;  // of those that succeeded: as BatchItem::is_reused

  void add(const std::optional<RunStatus>& status, std::int64_t number = 1);  // none: queued
  void add(const BatchItem& item);
  std::int64_t total() const { return queued + running + succeeded + failed + canceled + in_doubt; }
};

}  // namespace limner::store
