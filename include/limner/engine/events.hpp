// Progress of a run, for display. Everything that lasts is in the store.
#pragma once

#include <limner/clock.hpp>
#include <limner/engine/plan.hpp>
#include <limner/id.hpp>
#include <limner/money.hpp>
#include <limner/store/rows.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace limner::engine {

// Ordinals are those of steps, from 0; a model is an id, empty for a step without one.

struct RunStarted {
  RunId run;
  std::string template_id;
  std::string title;
  int steps;
  Money estimate;               // USD
  std::optional<Millis> usual;  // Records::usual_duration()
};
struct StepStarted {
  int ordinal;
  std::string name;
  std::string model;
};
// What a call waits for before its request is sent.
enum class CallQueue {
  provider,        // as many calls are in flight as the provider may have, or it has refused some
  spending_limit,  // live calls have reserved the rest of a limit or wallet
  equal_step,      // another run executes an equal step
};
struct CallQueued {
  int ordinal;
  std::string name;
  std::string model;
  CallQueue queue;
};
// The wait of CallQueued is over.
struct CallDequeued {
  int ordinal;
  std::string name;
  std::string model;
};
// An attempt failed without a charge, or is paid for again by decision; the next follows.
struct CallRetryScheduled {
  int ordinal;
  std::string name;
  std::string model;
  std::string reason;  // the error's message
  Millis pause;
  int attempt;  // that failed, from 1
};
// An unfinished picture of a call in progress.
struct PartialPicture {
  int ordinal;
  std::string name;
  std::string model;
  int number;                  // within the call, from 1
  std::filesystem::path file;  // removed when the call ends
};
struct StepFinished {
  int ordinal;
  std::string name;
  std::string model;
  store::StepStatus status = store::StepStatus::pending;
  Millis took;
  std::optional<Money> cost;             // USD, of finished calls; none: the step had none
  bool cost_is_estimate = false;         // the provider did not report all of it
  Money unresolved;                      // USD, the reserve of its calls that are in doubt
  nlohmann::json outputs;                // as StepRow::outputs
  std::vector<nlohmann::json> warnings;  // each {"code": text, "message": text, …}
  nlohmann::json failure;                // as RunRow::failure
  std::optional<StepReuse> reused = {};  // only with StepStatus::reused
};
struct RunFinished {
  RunId run;
  store::RunStatus status;
  Millis took;
  store::CostTotal cost;
  int reused = 0;    // steps that have the outputs of earlier runs
  int steps = 0;     // that an earlier run could have: neither skipped nor pure
  Money saved = {};  // USD, by the reused steps
};

using Event = std::variant<RunStarted, StepStarted, CallQueued, CallDequeued, CallRetryScheduled,
                           PartialPicture, StepFinished, RunFinished>;

// on() is called from the thread of the run, for PartialPicture from another one while that waits.
// The event is valid during the call only. An
// implementation handles its own failures: a run does not depend on its display.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on(const Event& event) noexcept = 0;
};

}  // namespace limner::engine
