// Processes that work on runs and batches, and what other processes ask of them.
#pragma once

#include <limner/clock.hpp>
#include <limner/enum_text.hpp>
#include <limner/id.hpp>

#include <optional>
#include <string>
#include <vector>

namespace limner::store {

// Names something that is made once in a period.
struct OnceKey {
  std::string template_id;
  std::string name;    // of the batch, or the digest of a run's inputs; empty with a key
  std::string period;  // "day 2026-11-30", "key nightly"
  std::optional<Time> expires = {};  // from when on it is made again; none: never
};

// What was made, or is being made, for such a key: a run or a batch.
struct OnceEntry {
  std::optional<RunId> run;
  std::optional<BatchId> batch;
  std::string owner;        // the process that submitted it, or took it over
  bool has_worker = false;  // that process is alive, or another one works on it
};

// What other processes have asked one process to stop.
struct StopRequests {
  bool batch = false;
  std::vector<RunId> runs;
};

enum class CancelResult {
  had_ended,  // nothing was written
  canceled,   // no process worked on it: it has ended
  requested,  // the process that works on it will end it
};
constexpr EnumWords<CancelResult::requested> enum_words(CancelResult) {
  return {"had_ended", "canceled", "requested"};
}

// A step that is executed now: equal steps of other runs wait for it.
struct Flight {
  RunId run;
  int step = 0;  // ordinal
  bool operator==(const Flight&) const = default;
};

struct FlightTurn {
  bool is_ours = false;
  // The step of another run that is executed; when the turn is ours, one whose process has ended.
  std::optional<Flight> other = {};
};

}  // namespace limner::store
