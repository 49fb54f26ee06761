// Pays for a run.
#pragma once

#include <limner/run.hpp>

#include <vector>

namespace limner {

// What one call came to: written with the step that made it, or before the step's
// next call, for one call at a time is live in a step.
struct Settlement {
  CallRow call;
  CostEntry cost;
  nlohmann::json usage;
  std::string output_type;
  bool recorded = false;
};

// Writes an intent before a call goes out, so that money spent by a process that
// died is still visible. A call that cannot be priced, or would take the run past
// its limit, is refused before anything is written.
class Till {
 public:
  Till(const Plan& plan, const RunEnv& env, RunId run)
      : plan_(plan), env_(env), run_(std::move(run)) {}

  ModelAnswer buy(const PlannedStep& step, int ordinal, const Operation& operation);

  // What was bought since the last call.
  std::vector<Settlement> take_settlements();
  int attempts() const { return attempts_; }

 private:
  Money price(const PlannedStep& step, const Operation& operation) const;
  CallRow intend(const PlannedStep& step, int ordinal, const Operation& operation, Money worst);
  ModelAnswer attempt(const PlannedStep& step, const Operation& operation, CallRow& call);
  void settle(const PlannedStep& step, CallRow call, const ModelAnswer& answer);
  void give_up(CallRow call, const Error& error);
  void record_settlements();

  const Plan& plan_;
  const RunEnv& env_;
  RunId run_;
  Money committed_;
  int attempts_ = 0;
  std::vector<Settlement> settlements_;
};

}  // namespace limner
